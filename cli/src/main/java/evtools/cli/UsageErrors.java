package evtools.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.MaxValuesExceededException;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Our words for what picocli found wrong with a command line. */
final class UsageErrors {
    private UsageErrors() {}

    /**
     * @param e what picocli threw
     * @param args the whole command line
     */
    static UserError of(ParameterException e, String[] args) {
        CommandSpec command = e.getCommandLine().getCommandSpec();
        if (e instanceof UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()) {
            return unmatched(unmatched.getUnmatched().get(0), command);
        }
        if (e instanceof MissingParameterException missing
                && !missing.getMissing().isEmpty()) {
            return UserError.usage(missing(missing.getMissing().get(0), args));
        }
        ArgSpec arg = e.getArgSpec();
        if (arg != null && e.getCause() instanceof TypeConversionException conversion) {
            return UserError.usage(name(arg) + ": " + badValue(arg, e.getValue(), conversion));
        }
        if (e instanceof MaxValuesExceededException && arg == null) {
            return UserError.usage(noValueTaken(args, command));
        }
        return UserError.usage(firstLine(e));
    }

    private static UserError unmatched(String argument, CommandSpec command) {
        if (!argument.startsWith("-") || argument.equals("-")) {
            return UserError.usage("unexpected argument '" + argument + "'");
        }
        int equals = argument.indexOf('=');
        String option = equals < 0 ? argument : argument.substring(0, equals);
        int blank = option.indexOf(" (while processing");
        if (blank >= 0) {
            option = "-" + option.charAt(0);
        }
        UserError error = UserError.usage("unknown option '" + option + "'");
        String nearest = NearestName.of(option, command.optionsMap().keySet());
        return nearest == null ? error : error.withHint("did you mean '" + nearest + "'?");
    }

    private static String missing(ArgSpec arg, String[] args) {
        if (arg instanceof OptionSpec option) {
            return isGiven(option, args)
                    ? "option '" + option.longestName() + "' needs a value: " + ToolModelReader.label(option)
                    : "option '" + option.longestName() + "' is required";
        }
        return "missing " + ToolModelReader.label(arg);
    }

    private static boolean isGiven(OptionSpec option, String[] args) {
        for (String arg : args) {
            for (String name : option.names()) {
                boolean isShort = name.length() == 2;
                if (arg.equals(name) || isShort && isCluster(arg) && arg.indexOf(name.charAt(1)) > 0) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isCluster(String arg) {
        return arg.length() > 2 && arg.charAt(0) == '-' && arg.charAt(1) != '-';
    }

    private static String name(ArgSpec arg) {
        return arg instanceof OptionSpec option ? "option '" + option.longestName() + "'" : ToolModelReader.label(arg);
    }

    private static String badValue(ArgSpec arg, @Nullable String value, TypeConversionException conversion) {
        Class<?> type = arg.auxiliaryTypes()[0];
        if (!type.isEnum()) {
            return firstLine(conversion);
        }
        StringBuilder text = new StringBuilder("'").append(value).append("' is not one of ");
        Object[] constants = type.getEnumConstants();
        for (int i = 0; i < constants.length; i++) {
            text.append(i == 0 ? "" : ", ").append(constants[i]);
        }
        return text.toString();
    }

    private static String noValueTaken(String[] args, CommandSpec command) {
        for (String arg : args) {
            int equals = arg.indexOf('=');
            OptionSpec option = equals < 0 ? null : command.optionsMap().get(arg.substring(0, equals));
            if (option != null && option.arity().max() == 0) {
                return "option '" + option.longestName() + "' takes no value";
            }
        }
        return "an option that takes no value has one";
    }

    private static String firstLine(Exception e) {
        String message = e.getMessage();
        if (message == null) {
            return e.getClass().getSimpleName();
        }
        List<String> lines = message.lines().toList();
        return lines.isEmpty() ? message : lines.get(0);
    }
}
