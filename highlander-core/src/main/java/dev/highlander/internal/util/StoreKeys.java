package dev.highlander.internal.util;

import dev.highlander.BadRequest;
import dev.highlander.ObjectId;
import java.util.Optional;

/**
 * Where an object's stored form lies: {@code objects/<type>/<encoded id>.json}, with {@code ~/} after every 180 characters of the
 * encoded id, because file systems behind S3-compatible servers limit a segment to about 255 bytes. The {@code ~} keeps a folder
 * apart from every object.
 */
public final class StoreKeys {

  /** How many characters of an encoded id stand in one segment. */
  public static final int SEGMENT = 180;

  private static final String ROOT = "objects/";
  private static final String CUT = "~/";
  private static final String SUFFIX = ".json";

  private StoreKeys() {}

  /** The key of an object. */
  public static String of(ObjectId object) {
    return ROOT + object.type() + "/" + cut(IdEncoding.encode(object.id())) + SUFFIX;
  }

  /**
   * What the keys of all objects of a type whose id begins with a prefix begin with. Others may begin with it too: whoever lists
   * compares the decoded ids.
   *
   * @param idPrefix beginning of ids; may be empty
   */
  public static String prefix(String type, String idPrefix) {
    return ROOT + type + "/" + cut(IdEncoding.encodePrefix(idPrefix));
  }

  /** The object with this key; empty if no object has it. */
  public static Optional<ObjectId> decode(String key) {
    int type = key.indexOf('/', ROOT.length());
    if (!key.startsWith(ROOT) || type < 0 || !key.endsWith(SUFFIX) || key.length() - SUFFIX.length() <= type) {
      return Optional.empty();
    }
    String encoded = key.substring(type + 1, key.length() - SUFFIX.length()).replace(CUT, "");
    return IdEncoding.decode(encoded)
        .flatMap(id -> object(key.substring(ROOT.length(), type), id))
        .filter(object -> of(object).equals(key));
  }

  private static Optional<ObjectId> object(String type, String id) {
    try {
      return Optional.of(new ObjectId(type, id));
    } catch (BadRequest illegal) {
      return Optional.empty();
    }
  }

  private static String cut(String encoded) {
    if (encoded.length() <= SEGMENT) {
      return encoded;
    }
    var cut = new StringBuilder(encoded.length() + 16);
    for (int from = 0; from < encoded.length(); from += SEGMENT) {
      cut.append(from == 0 ? "" : CUT).append(encoded, from, Math.min(encoded.length(), from + SEGMENT));
    }
    return cut.toString();
  }
}
