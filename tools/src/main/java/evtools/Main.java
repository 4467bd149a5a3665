package evtools;

import evtools.cli.ExitCode;
import evtools.cli.Stdio;
import evtools.cli.ThreadFailures;
import evtools.cli.Tool;
import evtools.cli.ToolRunner;
import evtools.evcat.Evcat;
import evtools.evfetch.Evfetch;
import evtools.evgen.Evgen;
import evtools.evgrep.Evgrep;
import evtools.evinfo.Evinfo;
import evtools.evkey.Evkey;
import evtools.evmerge.Evmerge;
import evtools.evport.Evport;
import evtools.evrecv.Evrecv;
import evtools.evsend.Evsend;
import evtools.evsort.Evsort;
import evtools.evtail.Evtail;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where every tool starts: {@code Main TOOL ARGUMENT...}. The only class that ends the process.
 *
 * <p>Tools write to their descriptors themselves and flush before they return, so nothing is left to do at the end and
 * the JVM can be halted, which is quicker than an orderly exit.
 */
public final class Main {
    /** All tools, by name. */
    public static final List<String> TOOLS = List.of(
            "evcat", "evfetch", "evgen", "evgrep", "evinfo", "evkey", "evmerge", "evport", "evrecv", "evsend", "evsort",
            "evtail");

    private Main() {}

    /**
     * Runs a tool and ends the process with its exit code.
     *
     * @param args its name, then its arguments
     */
    public static void main(String[] args) {
        Runtime.getRuntime().halt(run(args));
    }

    /** Runs a tool to its end; its exit code. */
    static int run(String... args) {
        String name = args.length == 0 ? "evtools" : args[0];
        Stdio io = Stdio.ofProcess(name);
        Tool tool = tool(name);
        if (tool == null) {
            io.diagnostics().error(args.length == 0 ? "no tool is named" : "there is no such tool");
            io.diagnostics().hint("the tools are " + String.join(", ", TOOLS));
            return ExitCode.FAILURE;
        }
        Thread.setDefaultUncaughtExceptionHandler(new ThreadFailures(io.diagnostics(), Runtime.getRuntime()::halt));
        return ToolRunner.run(tool, io, Arrays.copyOfRange(args, 1, args.length));
    }

    /**
     * A new tool, its fields not filled in yet; null when there is none of that name. Constructor calls, not reflection:
     * a start loads nothing of the other tools.
     */
    static @Nullable Tool tool(String name) {
        return switch (name) {
            case "evcat" -> new Evcat();
            case "evfetch" -> new Evfetch();
            case "evgen" -> new Evgen();
            case "evgrep" -> new Evgrep();
            case "evinfo" -> new Evinfo();
            case "evkey" -> new Evkey();
            case "evmerge" -> new Evmerge();
            case "evport" -> new Evport();
            case "evrecv" -> new Evrecv();
            case "evsend" -> new Evsend();
            case "evsort" -> new Evsort();
            case "evtail" -> new Evtail();
            default -> null;
        };
    }
}
