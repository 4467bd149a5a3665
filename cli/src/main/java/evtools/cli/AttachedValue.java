package evtools.cli;

import java.util.Map;
import java.util.Stack;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * For an option whose value may be left out: as everywhere in GNU tools the value must then be attached
 * ({@code --color=always}), so that {@code evgrep --color word} still searches for the word.
 *
 * <pre>{@code
 * @Option(names = "--color", arity = "0..1", fallbackValue = "auto", preprocessor = AttachedValue.class)
 * ColorMode color = ColorMode.AUTO;
 * }</pre>
 */
public final class AttachedValue implements IParameterPreprocessor {
    @Override
    @SuppressWarnings("JdkObsolete") // picocli's interface says Stack
    public boolean preprocess(Stack<String> args, CommandSpec command, ArgSpec option, Map<String, Object> info) {
        if (" ".equals(info.get("separator"))) {
            args.push(((OptionSpec) option).fallbackValue());
        }
        return false;
    }
}
