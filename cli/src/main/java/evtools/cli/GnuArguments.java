package evtools.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Brings a command line into the one form that picocli can't misread, by the rules of GNU's getopt_long, and finds
 * unknown options and missing values on the way:
 *
 * <pre>
 *   -vi a --since -15m -e=x --color b -- -c
 *   -v -i --since=-15m -e==x --color=auto -- a b -c
 * </pre>
 *
 * <p>So: short flags may be clustered; the value of an option is what is attached to it or else the next argument,
 * whatever that looks like; a value that may be left out must be attached; options may follow operands; {@code --} ends
 * options; names can't be abbreviated. For one use.
 */
final class GnuArguments {
    /** What stands for {@code --} in that form: no argument of a process can contain NUL, so no value can be this. */
    static final String END_OF_OPTIONS = "\0--";

    /** An option of this name takes a number that stands alone, as in {@code grep -3}. */
    private static final String NUMBER_OPTION = "-NUM";

    private final CommandSpec command;
    private final String[] args;
    private final List<String> options = new ArrayList<>();
    private final List<String> operands = new ArrayList<>();
    private int next;

    private GnuArguments(CommandSpec command, String[] args) {
        this.command = command;
        this.args = args;
    }

    /**
     * The same command line in that form.
     *
     * @throws UserError when an option is unknown, lacks its value, or has one where none belongs
     */
    static String[] normalize(CommandSpec command, String[] args) {
        GnuArguments arguments = new GnuArguments(command, args);
        arguments.takeAll();
        List<String> all = arguments.options;
        if (!arguments.operands.isEmpty()) {
            all.add(END_OF_OPTIONS);
            all.addAll(arguments.operands);
        }
        return all.toArray(new String[0]);
    }

    private void takeAll() {
        while (next < args.length) {
            String arg = args[next++];
            if (arg.equals("--")) {
                while (next < args.length) {
                    operands.add(args[next++]);
                }
            } else if (arg.startsWith("--")) {
                takeLong(arg);
            } else if (arg.length() > 1 && arg.charAt(0) == '-') {
                takeCluster(arg);
            } else {
                operands.add(arg);
            }
        }
    }

    private void takeLong(String arg) {
        int equals = arg.indexOf('=');
        String name = equals < 0 ? arg : arg.substring(0, equals);
        OptionSpec option = option(name);
        if (option == null) {
            throw unknown(name);
        }
        if (option.arity().max() == 0) {
            if (equals >= 0) {
                throw UserError.usage("option '" + name + "' takes no value");
            }
            options.add(name);
        } else if (equals >= 0) {
            options.add(arg);
        } else {
            options.add(name + "=" + valueAfter(name, option));
        }
    }

    private void takeCluster(String arg) {
        for (int i = 1; i < arg.length(); i++) {
            int digits = digitsAt(arg, i);
            if (digits > i && option(NUMBER_OPTION) != null) {
                options.add(NUMBER_OPTION + "=" + arg.substring(i, digits));
                i = digits - 1;
                continue;
            }
            String name = "-" + arg.charAt(i);
            OptionSpec option = option(name);
            if (option == null) {
                throw unknown(name);
            }
            if (option.arity().max() > 0) {
                String attached = arg.substring(i + 1);
                options.add(name + "=" + (attached.isEmpty() ? valueAfter(name, option) : attached));
                return;
            }
            options.add(name);
        }
    }

    private static int digitsAt(String arg, int from) {
        int at = from;
        while (at < arg.length() && arg.charAt(at) >= '0' && arg.charAt(at) <= '9') {
            at++;
        }
        return at;
    }

    private @Nullable OptionSpec option(String name) {
        OptionSpec option = command.optionsMap().get(name);
        return option == null ? command.negatedOptionsMap().get(name) : option;
    }

    /** The value of an option that has none attached. */
    private String valueAfter(String name, OptionSpec option) {
        if (option.arity().min() == 0) {
            return option.fallbackValue();
        }
        if (next == args.length) {
            throw UserError.usage("option '" + name + "' needs a value: " + ToolModelReader.label(option));
        }
        return args[next++];
    }

    private UserError unknown(String name) {
        UserError error = UserError.usage("unknown option '" + name + "'");
        String nearest = NearestName.of(name, command.optionsMap().keySet());
        return nearest == null ? error : error.withHint("did you mean '" + nearest + "'?");
    }
}
