package dev.highlander.internal.util;

import dev.highlander.HandOffSettings;
import dev.highlander.NodeSettings;
import dev.highlander.ProbeSettings;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The core's settings by the key under which they are given from outside. Modules with settings of their own add their keys. */
public final class SettingKeys {

  /** Name of the properties file that is read after properties and environment. */
  public static final String FILE = "highlander.settings";

  public static final String NAME = "highlander.name";
  public static final String CLUSTER = "highlander.cluster";
  public static final String ROOT = "highlander.root";
  public static final String ZOOKEEPER = "highlander.zookeeper";
  public static final String LISTEN = "highlander.listen";
  public static final String ADVERTISE = "highlander.advertise";
  public static final String SECRET = "highlander.secret";
  public static final String PLACEMENT = "highlander.placement";

  /** Folder of the embedded services; read by {@code highlander-local}. */
  public static final String DATA = "highlander.data";

  public static final String SESSION_TIMEOUT = "highlander.session-timeout";
  public static final String HEARTBEAT = "highlander.heartbeat";
  public static final String LEASE = "highlander.lease";
  public static final String TAKEOVER_WAIT_FACTOR = "highlander.takeover-wait-factor";
  public static final String IDLE = "highlander.idle";
  public static final String MAILBOX = "highlander.mailbox";
  public static final String STATE_LIMIT = "highlander.state-limit";
  public static final String FRAME_LIMIT = "highlander.frame-limit";
  public static final String KEPT_REPLIES = "highlander.kept-replies";
  public static final String KEPT_REPLY_BYTES = "highlander.kept-reply-bytes";
  public static final String REQUEST_WINDOW = "highlander.request-window";
  public static final String CALL_DEADLINE = "highlander.call-deadline";
  public static final String STORE_DEADLINE = "highlander.store-deadline";
  public static final String MAX_REDIRECTS = "highlander.max-redirects";
  public static final String DRAIN_TIMEOUT = "highlander.drain-timeout";
  public static final String HAND_OFFS_AT_ONCE = "highlander.hand-offs-at-once";
  public static final String REBALANCE = "highlander.rebalance";
  public static final String REBALANCE_PER_SECOND = "highlander.rebalance-per-second";
  public static final String REBALANCE_SETTLE = "highlander.rebalance-settle";

  public static final String EXPEL = "highlander.expel";
  public static final String PROBE_INTERVAL = "highlander.probe-interval";
  public static final String PROBE_TIMEOUT = "highlander.probe-timeout";
  public static final String PROBE_MISSES = "highlander.probe-misses";

  /** All of them. */
  public static final Set<String> CORE =
      Set.of(
          FILE,
          NAME,
          CLUSTER,
          ROOT,
          ZOOKEEPER,
          LISTEN,
          ADVERTISE,
          SECRET,
          PLACEMENT,
          DATA,
          SESSION_TIMEOUT,
          HEARTBEAT,
          LEASE,
          TAKEOVER_WAIT_FACTOR,
          IDLE,
          MAILBOX,
          STATE_LIMIT,
          FRAME_LIMIT,
          KEPT_REPLIES,
          KEPT_REPLY_BYTES,
          REQUEST_WINDOW,
          CALL_DEADLINE,
          STORE_DEADLINE,
          MAX_REDIRECTS,
          EXPEL,
          PROBE_INTERVAL,
          PROBE_TIMEOUT,
          PROBE_MISSES,
          DRAIN_TIMEOUT,
          HAND_OFFS_AT_ONCE,
          REBALANCE,
          REBALANCE_PER_SECOND,
          REBALANCE_SETTLE);

  private SettingKeys() {}

  /** The core's keys and those of other modules. */
  public static Set<String> with(Set<String> others) {
    return Stream.concat(CORE.stream(), others.stream()).collect(Collectors.toUnmodifiableSet());
  }

  /** Times and limits as given from outside, otherwise the defaults. */
  public static NodeSettings nodeSettings(SettingsResolver from) {
    NodeSettings defaults = NodeSettings.defaults();
    return defaults.toBuilder()
        .sessionTimeout(from.duration(SESSION_TIMEOUT).orElse(defaults.sessionTimeout()))
        .heartbeat(from.duration(HEARTBEAT).orElse(defaults.heartbeat()))
        .lease(from.duration(LEASE).orElse(defaults.lease()))
        .takeoverWaitFactor(from.number(TAKEOVER_WAIT_FACTOR).orElse(defaults.takeoverWaitFactor()))
        .idle(from.duration(IDLE).orElse(defaults.idle()))
        .mailbox(from.integer(MAILBOX).orElse(defaults.mailbox()))
        .stateLimitBytes(from.bytes(STATE_LIMIT).orElse(defaults.stateLimitBytes()))
        .frameLimitBytes(from.bytes(FRAME_LIMIT).orElse(defaults.frameLimitBytes()))
        .keptReplies(from.integer(KEPT_REPLIES).orElse(defaults.keptReplies()))
        .keptReplyBytes(from.bytes(KEPT_REPLY_BYTES).orElse(defaults.keptReplyBytes()))
        .requestWindow(from.duration(REQUEST_WINDOW).orElse(defaults.requestWindow()))
        .callDeadline(from.duration(CALL_DEADLINE).orElse(defaults.callDeadline()))
        .storeDeadline(from.duration(STORE_DEADLINE).orElse(defaults.storeDeadline()))
        .maxRedirects(from.integer(MAX_REDIRECTS).orElse(defaults.maxRedirects()))
        .probes(probes(from, defaults.probes()))
        .handOff(handOff(from, defaults.handOff()))
        .build();
  }

  private static ProbeSettings probes(SettingsResolver from, ProbeSettings defaults) {
    return new ProbeSettings(
        from.flag(EXPEL).orElse(defaults.expel()),
        from.duration(PROBE_INTERVAL).orElse(defaults.interval()),
        from.duration(PROBE_TIMEOUT).orElse(defaults.timeout()),
        from.integer(PROBE_MISSES).orElse(defaults.misses()));
  }

  private static HandOffSettings handOff(SettingsResolver from, HandOffSettings defaults) {
    return new HandOffSettings(
        from.duration(DRAIN_TIMEOUT).orElse(defaults.drainTimeout()),
        from.integer(HAND_OFFS_AT_ONCE).orElse(defaults.atOnce()),
        from.flag(REBALANCE).orElse(defaults.rebalance()),
        from.integer(REBALANCE_PER_SECOND).orElse(defaults.perSecond()),
        from.duration(REBALANCE_SETTLE).orElse(defaults.settle()));
  }
}
