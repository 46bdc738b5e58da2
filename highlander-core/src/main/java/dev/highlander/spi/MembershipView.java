package dev.highlander.spi;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Who is in the cluster, as one process knew it at one moment. Immutable. */
public final class MembershipView {

  /** Nobody: what is known before the first list arrived. */
  public static final MembershipView EMPTY = new MembershipView(List.of());

  private final List<Member> members;
  private final List<Member> hosts;
  private final Map<String, Member> byIncarnation;

  public MembershipView(List<Member> members) {
    this.members =
        members.stream().sorted(Comparator.comparing(Member::name).thenComparing(Member::incarnation)).toList();
    this.hosts = this.members.stream().filter(Member::hosts).toList();
    this.byIncarnation = this.members.stream().collect(Collectors.toUnmodifiableMap(Member::incarnation, Function.identity()));
  }

  /** All members, by name. */
  public List<Member> members() {
    return members;
  }

  /** The nodes that new activations may be placed on, by name. */
  public List<Member> hosts() {
    return hosts;
  }

  /** The member with this incarnation, if it is in the view. */
  public Optional<Member> find(String incarnation) {
    return Optional.ofNullable(byIncarnation.get(incarnation));
  }

  @Override
  public String toString() {
    return members.toString();
  }
}
