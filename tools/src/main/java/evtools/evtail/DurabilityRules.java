package evtools.evtail;

import evtools.cli.OptionValueException;
import evtools.cli.UserError;
import evtools.format.token.Tokeniser;
import evtools.pipe.Durability;
import evtools.pipe.Glob;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which durability class evtail states for an event: the first rule that fits. Immutable.
 *
 * <pre>
 *   app=audit:safe      the event's app          host=web*:fast      its host
 *   file=*.debug:fast   the source's path        level=error:safe    a field of its message, any other name
 *   normal              every event
 * </pre>
 */
final class DurabilityRules {
    /** No rules: no event states a class. */
    static final DurabilityRules NONE = new DurabilityRules(List.of());

    private static final byte[] NOTHING = {};

    private enum What {
        ANY,
        APP,
        HOST,
        FILE,
        FIELD
    }

    private static final class Rule {
        final What what;
        final byte[] key;
        final Glob pattern;
        /** Of the token. */
        final byte[] value;

        Rule(What what, byte[] key, Glob pattern, byte[] value) {
            this.what = what;
            this.key = key;
            this.pattern = pattern;
            this.value = value;
        }
    }

    private final Rule[] rules;

    private DurabilityRules(List<Rule> rules) {
        this.rules = rules.toArray(new Rule[0]);
    }

    /**
     * Reads rules from the command line.
     *
     * @throws UserError which names the rule that is none
     */
    static DurabilityRules parse(List<String> texts) {
        List<Rule> rules = new ArrayList<>();
        for (String text : texts) {
            rules.add(rule(text));
        }
        return rules.isEmpty() ? NONE : new DurabilityRules(rules);
    }

    private static Rule rule(String text) {
        int colon = text.lastIndexOf(':');
        byte[] value;
        try {
            value = Durability.parse(text.substring(colon + 1)).toBytes();
        } catch (OptionValueException e) {
            throw wrong(text, String.valueOf(e.getMessage()), e);
        }
        if (colon < 0) {
            return new Rule(What.ANY, NOTHING, new Glob("*"), value);
        }
        String selector = text.substring(0, colon);
        int equals = selector.indexOf('=');
        if (equals <= 0) {
            throw wrong(text, "expected WHAT=PATTERN before the colon", null);
        }
        String key = selector.substring(0, equals);
        What what = switch (key) {
            case "app" -> What.APP;
            case "host" -> What.HOST;
            case "file" -> What.FILE;
            default -> What.FIELD;
        };
        byte[] keyBytes = key.getBytes(StandardCharsets.UTF_8);
        if (keyBytes.length > Tokeniser.MAX_KEY_BYTES || key.startsWith("_")) {
            throw wrong(text, "no message has a field '" + key + "'", null);
        }
        return new Rule(what, keyBytes, new Glob(selector.substring(equals + 1)), value);
    }

    private static UserError wrong(String rule, String why, @Nullable Throwable cause) {
        UserError error = UserError.usage("--durability: rule '" + rule + "': " + why);
        if (cause != null) {
            error.initCause(cause);
        }
        return error;
    }

    /** The rules for one source: those of other files left out, and those after the first that always fits. */
    DurabilityRules of(String source) {
        byte[] path = source.getBytes(StandardCharsets.UTF_8);
        List<Rule> left = new ArrayList<>();
        for (Rule rule : rules) {
            if (rule.what == What.FILE) {
                if (rule.pattern.matches(path, 0, path.length)) {
                    left.add(new Rule(What.ANY, NOTHING, rule.pattern, rule.value));
                }
            } else {
                left.add(rule);
            }
            if (!left.isEmpty() && left.getLast().what == What.ANY) {
                break;
            }
        }
        return left.isEmpty() ? NONE : new DurabilityRules(left);
    }

    /** Whether there are none. */
    boolean isEmpty() {
        return rules.length == 0;
    }

    /**
     * The value of the token for an event of the source of {@link #of}; empty: none. The array is shared: don't write
     * to it.
     *
     * @param message whose fields {@code fields} has just found
     */
    byte[] classOf(
            byte[] hostSource,
            int host,
            int hostLength,
            byte[] appSource,
            int app,
            int appLength,
            byte[] message,
            Tokeniser fields) {
        for (Rule rule : rules) {
            boolean fits = switch (rule.what) {
                case ANY -> true;
                case APP -> rule.pattern.matches(appSource, app, appLength);
                case HOST -> rule.pattern.matches(hostSource, host, hostLength);
                case FIELD -> hasField(rule, message, fields);
                case FILE -> false;
            };
            if (fits) {
                return rule.value;
            }
        }
        return NOTHING;
    }

    private static boolean hasField(Rule rule, byte[] message, Tokeniser fields) {
        for (int i = 0; i < fields.count(); i++) {
            int key = fields.keyStart(i);
            if (fields.keyLength(i) == rule.key.length
                    && Arrays.equals(message, key, key + rule.key.length, rule.key, 0, rule.key.length)
                    && rule.pattern.matches(message, fields.start(i), fields.length(i))) {
                return true;
            }
        }
        return false;
    }
}
