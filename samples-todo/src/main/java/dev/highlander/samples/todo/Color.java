package dev.highlander.samples.todo;

/** The colour of a to-do. */
public enum Color {
  BLUE,
  GREEN,
  YELLOW,
  ORANGE,
  RED,
  PURPLE
}
