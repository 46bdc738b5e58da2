package dev.highlander.s3;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/** No unconditional PUT or DELETE exists in the code base (protocol F2), read from the byte code. */
class ConditionalRequestsOnlyTest {

  private static final JavaClasses OURS =
      new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("dev.highlander");

  @Test
  void theClientIsAskedForFourKindsOfRequestsEachInOnePlace() {
    Set<String> requests = callsTo(S3Client.class).stream()
        .filter(call -> !call.getName().equals("builder") && !call.getName().equals("close"))
        .map(call -> call.getOriginOwner().getSimpleName() + "." + call.getOrigin().getName() + " -> " + call.getName())
        .collect(Collectors.toSet());

    assertThat(requests).containsExactlyInAnyOrder(
        "S3Calls.get -> getObject", "S3Calls.put -> putObject", "S3Calls.delete -> deleteObject", "S3Calls.list -> listObjectsV2");
  }

  @Test
  void theMethodThatPutsSetsACondition() {
    assertThat(callsBy("put")).contains("PutObjectRequest$Builder.ifNoneMatch", "PutObjectRequest$Builder.ifMatch");
    assertThat(callersOfTheBuilder(PutObjectRequest.class)).containsExactly("S3Calls.put");
  }

  @Test
  void theMethodThatDeletesSetsACondition() {
    assertThat(callsBy("delete")).contains("DeleteObjectRequest$Builder.ifMatch");
    assertThat(callersOfTheBuilder(DeleteObjectRequest.class)).containsExactly("S3Calls.delete");
  }

  @Test
  void noOtherDoorIsUsed() {
    noClasses().should().dependOnClassesThat(DescribedPredicate.describe("are another way to change a bucket", target ->
        target.isEquivalentTo(S3AsyncClient.class)
            || target.getPackageName().startsWith("software.amazon.awssdk.transfer")
            || target.getPackageName().startsWith("software.amazon.awssdk.services.s3.presigner")))
        .check(OURS);
  }

  @Test
  void noTypeOfTheSdkIsKnownOutsideThisModule() {
    noClasses().that().resideOutsideOfPackages("dev.highlander.s3..", "dev.highlander.local..")
        .should().dependOnClassesThat().resideInAnyPackage("software.amazon..").check(OURS);
  }

  private static Set<String> callersOfTheBuilder(Class<?> request) {
    return callsTo(request).stream()
        .filter(call -> call.getName().equals("builder"))
        .map(call -> call.getOriginOwner().getSimpleName() + "." + call.getOrigin().getName())
        .collect(Collectors.toSet());
  }

  private static List<JavaMethodCall> callsTo(Class<?> type) {
    return OURS.stream()
        .flatMap(each -> each.getMethodCallsFromSelf().stream())
        .filter(call -> call.getTargetOwner().isEquivalentTo(type))
        .toList();
  }

  private static Set<String> callsBy(String method) {
    return OURS.get(S3Calls.class).getMethods().stream()
        .filter(each -> each.getName().equals(method))
        .map(JavaCodeUnit::getMethodCallsFromSelf)
        .flatMap(Set::stream)
        .map(JavaAccess::getTarget)
        .map(target -> target.getOwner().getName().replaceAll(".*\\.", "") + "." + target.getName())
        .collect(Collectors.toSet());
  }
}
