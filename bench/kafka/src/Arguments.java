import java.util.HashMap;
import java.util.Map;

/** Arguments of the form name=value. */
final class Arguments {
    private final Map<String, String> values = new HashMap<>();

    Arguments(String[] arguments, int from) {
        for (int i = from; i < arguments.length; i++) {
            int equals = arguments[i].indexOf('=');
            values.put(arguments[i].substring(0, equals), arguments[i].substring(equals + 1));
        }
    }

    String text(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException(name + "= is missing");
        }
        return value;
    }

    String text(String name, String usual) {
        return values.getOrDefault(name, usual);
    }

    long number(String name, long usual) {
        String value = values.get(name);
        return value == null ? usual : Long.parseLong(value);
    }
}
