package dev.highlander.samples.todo;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(name = "node", mixinStandardHelpOptions = true, description = "Runs one node with its gateway and the page.")
final class NodeCommand implements Callable<Integer> {

  static final String ACCESS_KEY = "TODO_ACCESS_KEY";
  static final String SECRET_KEY = "TODO_SECRET_KEY";

  @Override
  public Integer call() {
    return 0;
  }
}
