package dev.highlander.samples.todo;

import dev.highlander.HighlanderException;
import java.time.Duration;
import picocli.CommandLine;

/** The sample's command line. */
public final class TodoMain {

  private TodoMain() {}

  public static void main(String[] arguments) {
    int status =
        new CommandLine(new DemoCommand())
            .registerConverter(Duration.class, Durations::parse)
            .setExecutionExceptionHandler((e, command, parsed) -> failed(e, command))
            .execute(arguments);
    if (status != 0) {
      System.exit(status);
    }
  }

  /** What a person can repair is a sentence; anything else is a fault of ours, with its trace. */
  private static int failed(Exception e, CommandLine command) {
    if (e instanceof IllegalStateException || e instanceof HighlanderException) {
      command.getErr().println("samples-todo: " + e.getMessage());
    } else {
      e.printStackTrace(command.getErr());
    }
    return command.getCommandSpec().exitCodeOnExecutionException();
  }
}
