import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** As much JSON as the vectors need: Map, List, String, Long. Escapes stay as they are written. */
final class Json {
  private final String text;
  private int at;

  private Json(String text) {
    this.text = text;
  }

  static Object parse(String text) {
    return new Json(text).value();
  }

  private char peek() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) at++;
    if (at == text.length()) throw new IllegalArgumentException("the vectors end too soon");
    return text.charAt(at);
  }

  private boolean take(char sign) {
    boolean found = peek() == sign;
    if (found) at++;
    return found;
  }

  private void expect(char sign) {
    if (!take(sign)) throw new IllegalArgumentException("the vectors: no '" + sign + "' at character " + at);
  }

  private Object value() {
    return switch (peek()) {
      case '"' -> string();
      case '[' -> list();
      case '{' -> map();
      default -> number();
    };
  }

  private List<Object> list() {
    List<Object> values = new ArrayList<>();
    expect('[');
    while (!take(']')) {
      values.add(value());
      if (peek() != ']') expect(',');
    }
    return values;
  }

  private Map<String, Object> map() {
    Map<String, Object> members = new LinkedHashMap<>();
    expect('{');
    while (!take('}')) {
      String name = string();
      expect(':');
      members.put(name, value());
      if (peek() != '}') expect(',');
    }
    return members;
  }

  private String string() {
    expect('"');
    int start = at;
    while (text.charAt(at) != '"') at += text.charAt(at) == '\\' ? 2 : 1;
    return text.substring(start, at++);
  }

  private Long number() {
    int start = at;
    while (at < text.length() && (text.charAt(at) == '-' || Character.isDigit(text.charAt(at)))) at++;
    return Long.valueOf(text.substring(start, at));
  }
}
