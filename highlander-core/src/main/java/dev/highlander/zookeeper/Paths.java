package dev.highlander.zookeeper;

import dev.highlander.ObjectId;
import dev.highlander.internal.util.IdEncoding;

/**
 * Where everything lies below the root.
 *
 * @param root with the leading slash
 */
record Paths(String root) {

  static Paths of(ZooKeeperSettings settings) {
    return new Paths("/" + settings.root());
  }

  String config() {
    return root + "/config";
  }

  String nodes() {
    return root + "/nodes";
  }

  String node(String incarnation) {
    return nodes() + "/" + incarnation;
  }

  /** Below it the places that expulsions hold for a while. */
  String expulsions() {
    return root + "/expulsions";
  }

  String expulsion(int place) {
    return expulsions() + "/" + place;
  }

  String objects() {
    return root + "/objects";
  }

  String type(String type) {
    return root + "/objects/" + type;
  }

  /** The parent of an object's claims. */
  String object(ObjectId object) {
    return root + "/objects/" + object.type() + "/" + IdEncoding.encode(object.id());
  }

  String claim(ObjectId object, ClaimName name) {
    return object(object) + "/" + name;
  }
}
