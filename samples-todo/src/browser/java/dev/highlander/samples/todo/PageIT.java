package dev.highlander.samples.todo;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import dev.highlander.local.EmbeddedServices;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The page in a real browser, on three node processes: two people in two browser contexts, and a stranger. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PageIT {

  private static final LocatorAssertions.ContainsTextOptions SOON = new LocatorAssertions.ContainsTextOptions().setTimeout(15_000);

  private final Playwright playwright = Playwright.create();
  private final Browser browser =
      playwright.chromium()
          .launch(new BrowserType.LaunchOptions()
              .setExecutablePath(Path.of(System.getProperty("browser.executable")))
              .setArgs(List.of("--no-sandbox")));
  private final List<String> complaints = new ArrayList<>();
  private @Nullable EmbeddedServices services;
  private @Nullable Demo demo;
  private String address = System.getProperty("todo.page", "");

  @BeforeAll
  void start(@TempDir Path folder) throws InterruptedException {
    if (address.isEmpty()) {
      services = EmbeddedServices.start(folder);
      demo = Demo.start(services, 0);
      demo.awaitFirstNode();
      address = demo.address().toString();
    }
  }

  @AfterAll
  void stop() {
    playwright.close();
    if (demo != null && services != null) {
      demo.close();
      services.close();
    }
  }

  @Test
  void twoPeopleShareAListAndAStrangerIsRefused() {
    String suffix = UUID.randomUUID().toString().substring(0, 4);
    Page hers = open("alice-" + suffix, "carol-" + suffix, 1280, 800);
    Page his = open("bob-" + suffix, "dave-" + suffix, 1280, 800);
    Locator alice = person(hers, "alice-" + suffix);
    Locator bob = person(his, "bob-" + suffix);

    create(alice, "Groceries");
    add(alice, "Milk");
    add(alice, "Oatcakes");
    alice.getByLabel("Share with, by user id").fill("bob-" + suffix);
    alice.getByRole(AriaRole.BUTTON, named("Share")).click();

    assertThat(bob.locator(".title")).containsText("Groceries", SOON);
    add(bob, "Whisky");
    assertThat(alice.locator(".todos")).containsText("Whisky", SOON);
    alice.getByRole(AriaRole.CHECKBOX, named("Milk")).check();
    assertThat(bob.locator(".todos .done")).containsText("Milk", SOON);
    assertThat(bob.locator(".answers tbody")).containsText(Pattern.compile("node-[123]"), SOON);

    hers.getByLabel("User id").last().fill("mallory-" + suffix);
    for (String attempt : List.of("Read it", "Add an item", "Share it with myself")) {
      hers.locator("#stranger").getByRole(AriaRole.BUTTON, named(attempt)).click();
      assertThat(hers.locator(".verdict")).containsText("Refused", SOON);
    }
    assertThat(alice.locator(".todos li")).hasCount(3);

    screenshot(hers, "alice");
    screenshot(his, "bob");
    Assertions.assertThat(complaints).isEmpty();
  }

  @Test
  void bothPeopleOnOnePageAtBothSizes() {
    String suffix = UUID.randomUUID().toString().substring(0, 4);
    Page page = open("alice", "bob", 1280, 800);
    Locator alice = person(page, "alice");
    create(alice, "Glencoe weekend " + suffix);
    List.of("Book the bothy", "Maps and compass", "Oatcakes, cheese, apples", "Ask Moira about the car").forEach(text -> add(alice, text));
    alice.getByRole(AriaRole.CHECKBOX, named("Maps and compass")).check();
    alice.getByLabel("Share with, by user id").fill("bob");
    alice.getByRole(AriaRole.BUTTON, named("Share")).click();
    Locator bob = person(page, "bob");
    bob.getByRole(AriaRole.BUTTON, named("Glencoe weekend " + suffix)).click();
    add(bob, "Bring the midge net");
    assertThat(alice.locator(".todos")).containsText("midge net", SOON);
    page.locator("#stranger").getByRole(AriaRole.BUTTON, named("Share it with myself")).click();
    assertThat(page.locator(".verdict")).containsText("Refused", SOON);

    screenshot(page, "desktop");
    page.setViewportSize(390, 844);
    Object overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
    Assertions.assertThat(overflow).as("nothing sticks out at 390 pixels").isEqualTo(0);
    screenshot(page, "phone");
    Assertions.assertThat(complaints).isEmpty();
  }

  private Page open(String first, String second, int width, int height) {
    BrowserContext context = browser.newContext(new Browser.NewContextOptions().setViewportSize(width, height));
    Page page = context.newPage();
    page.onConsoleMessage(message -> {
      boolean refusal = message.text().startsWith("Failed to load resource");
      if (message.type().equals("error") && !refusal) {
        complaints.add(message.text());
      }
    });
    page.onPageError(complaints::add);
    page.navigate(address + "?users=" + first + "," + second);
    return page;
  }

  private static Locator person(Page page, String user) {
    return page.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName(user).setExact(true));
  }

  private static void create(Locator person, String title) {
    person.getByLabel("Title of a new list").fill(title);
    person.getByRole(AriaRole.BUTTON, named("Create")).click();
    assertThat(person.locator(".title")).containsText(title, SOON);
  }

  private static void add(Locator person, String text) {
    person.getByLabel("What is to be done").fill(text);
    person.getByRole(AriaRole.BUTTON, named("Add")).click();
    assertThat(person.locator(".todos")).containsText(text, SOON);
  }

  private static Locator.GetByRoleOptions named(String name) {
    return new Locator.GetByRoleOptions().setName(name).setExact(true);
  }

  private static void screenshot(Page page, String name) {
    page.screenshot(new Page.ScreenshotOptions()
        .setFullPage(true)
        .setPath(Path.of(System.getProperty("browser.screenshots"), name + ".png")));
  }
}
