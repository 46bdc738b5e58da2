package dev.highlander.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What may know what. A new package needs a layer here before anything else. */
class ArchitectureTest {

  private static final JavaClasses CORE =
      new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("dev.highlander");

  /** The layer of a package; imports run downwards, and packages of one layer don't know each other. */
  private static int layer(String name) {
    return switch (name) {
      case "node" -> 8;
      case "internal.client", "internal.admin", "internal.metrics" -> 7;
      case "internal.routing", "internal.handoff" -> 6;
      case "internal.activation" -> 5;
      case "internal.persistence", "internal.directory", "internal.detector", "internal.transport", "internal.placement", "memory", "zookeeper" -> 4;
      case "internal.codec", "internal.wire", "internal.lease", "internal.model", "internal.util" -> 3;
      case "spi", "", "handler", "report" -> 2; // values and plug-in contracts may know each other: the only allowed cycle
      case "annotation" -> 0;
      default -> throw new AssertionError("dev.highlander." + name + " has no layer yet: state it here");
    };
  }

  private static final Set<String> TWINS = Set.of("internal.codec>internal.model", "internal.wire>internal.model");

  @Test
  void importsRunDownwards() {
    classes().should(importDownwards()).check(CORE);
  }

  @Test
  void onlyTheCompositionRootKnowsZooKeeper() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.highlander.node", "dev.highlander.zookeeper")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.highlander.zookeeper..", "org.apache.zookeeper..", "org.apache.curator..")
        .check(CORE);
  }

  @Test
  void coreKnowsNothingOfS3() {
    noClasses().should().dependOnClassesThat().resideInAnyPackage("software.amazon..", "dev.highlander.s3..").check(CORE);
  }

  @Test
  void nothingIsReadByJavaSerialization() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.io.ObjectInputStream")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.io.Externalizable")
        .check(CORE);
  }

  @Test
  void jsonNeverNamesTheClassToBeMade() {
    noClasses()
        .should()
        .callMethodWhere(
            describe(
                "polymorphic typing is turned on", call -> call.getTarget().getName().matches("(activate|enable)DefaultTyping.*")))
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("com.fasterxml.jackson.annotation.JsonTypeInfo")
        .orShould()
        .dependOnClassesThat()
        .resideInAPackage("tools.jackson.databind.jsontype..")
        .check(CORE);
  }

  /** Beside the ban list in {@code config/forbidden-in-core.txt}, which is read by a JVM that may lack these methods. */
  @Test
  void threadsAreMadeByThePlatformOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.highlander.node", "dev.highlander.internal.util")
        .should()
        .callMethodWhere(describe("a thread is made or sleeps", ArchitectureTest::makesThreadsOrSleeps))
        .check(CORE);
  }

  private static boolean makesThreadsOrSleeps(JavaMethodCall call) {
    return call.getTarget().getOwner().isEquivalentTo(Thread.class)
        && Set.of("ofVirtual", "ofPlatform", "startVirtualThread", "sleep").contains(call.getTarget().getName());
  }

  private static ArchCondition<JavaClass> importDownwards() {
    return new ArchCondition<>("import only from lower layers") {
      @Override
      public void check(JavaClass origin, ConditionEvents events) {
        String from = name(origin);
        layer(from);
        for (var dependency : origin.getDirectDependenciesFromSelf()) {
          JavaClass target = dependency.getTargetClass().getBaseComponentType();
          if (target.getPackageName().startsWith("dev.highlander") && !allowed(from, name(target))) {
            events.add(SimpleConditionEvent.violated(dependency, dependency.getDescription()));
          }
        }
      }
    };
  }

  private static boolean allowed(String from, String to) {
    boolean values = layer(from) == 2 && layer(to) == 2;
    boolean util = layer(from) == 3 && to.equals("internal.util");
    return from.equals(to) || layer(to) < layer(from) || values || util || TWINS.contains(from + ">" + to);
  }

  private static String name(JavaClass type) {
    String name = type.getPackageName();
    return name.equals("dev.highlander") ? "" : name.substring("dev.highlander.".length());
  }
}
