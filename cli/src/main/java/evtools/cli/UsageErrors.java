package evtools.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Our words for what picocli found wrong with a command line that {@link GnuArguments} has let pass. */
final class UsageErrors {
    private UsageErrors() {}

    static UserError of(ParameterException e) {
        if (e instanceof UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()) {
            return UserError.usage(
                    "unexpected argument '" + unmatched.getUnmatched().get(0) + "'");
        }
        if (e instanceof MissingParameterException missing
                && !missing.getMissing().isEmpty()) {
            ArgSpec arg = missing.getMissing().get(0);
            return UserError.usage(
                    arg instanceof OptionSpec ? name(arg) + " is required" : "missing " + ToolModelReader.label(arg));
        }
        ArgSpec arg = e.getArgSpec();
        if (arg != null && e.getCause() instanceof TypeConversionException conversion) {
            return UserError.usage(name(arg) + ": " + badValue(arg, e.getValue(), conversion));
        }
        return UserError.usage(firstLine(e));
    }

    private static String name(ArgSpec arg) {
        return arg instanceof OptionSpec option ? "option '" + option.longestName() + "'" : ToolModelReader.label(arg);
    }

    private static String badValue(ArgSpec arg, @Nullable String value, TypeConversionException conversion) {
        Class<?> type = arg.auxiliaryTypes()[0];
        if (!type.isEnum()) {
            return conversion instanceof OptionValueException
                    ? firstLine(conversion)
                    : foreign(type, value, conversion);
        }
        StringBuilder text = new StringBuilder("'").append(value).append("' is not one of ");
        Object[] constants = type.getEnumConstants();
        for (int i = 0; i < constants.length; i++) {
            text.append(i == 0 ? "" : ", ").append(constants[i]);
        }
        return text.toString();
    }

    /** Picocli's own message names the Java type. */
    private static String foreign(Class<?> type, @Nullable String value, TypeConversionException conversion) {
        boolean wholeNumber = type == int.class || type == long.class || type == Integer.class || type == Long.class;
        return wholeNumber ? "'" + value + "' is not a whole number that fits here" : firstLine(conversion);
    }

    private static String firstLine(Exception e) {
        String message = e.getMessage();
        if (message == null) {
            return e.getClass().getSimpleName();
        }
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }
}
