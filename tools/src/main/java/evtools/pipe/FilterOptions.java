package evtools.pipe;

import evtools.cli.Stdio;
import evtools.cli.TimePoint;
import evtools.cli.UserError;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which events a tool takes. A picocli mixin. */
public final class FilterOptions {
    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "Only events from TIME on: 2026-11-20 10:00, yesterday, -15m, @1795168800.")
    private @Nullable TimePoint since;

    @Option(names = "--until", paramLabel = "TIME", description = "Only events before TIME.")
    private @Nullable TimePoint until;

    @Option(
            names = "--host",
            paramLabel = "GLOB",
            description = "Only events of hosts that fit GLOB (* and ?); may be given several times.")
    private List<String> hosts = new ArrayList<>();

    @Option(
            names = "--app",
            paramLabel = "GLOB",
            description = "Only events of applications that fit GLOB; may be given several times.")
    private List<String> apps = new ArrayList<>();

    @Option(
            names = "--where",
            paramLabel = "KEY=VALUE",
            description = "Only events that have the field KEY with a value that fits VALUE (* and ?); given several "
                    + "times: all of them.")
    private List<String> fields = new ArrayList<>();

    /** The filter that the options ask for. */
    public EventFilter filter(Stdio io) {
        long now = since == null && until == null ? 0 : io.clock().epochNanos();
        List<EventFilter.Field> wanted = new ArrayList<>();
        for (String field : fields) {
            int equals = field.indexOf('=');
            if (equals <= 0) {
                throw UserError.usage("--where: expected KEY=VALUE, found " + field);
            }
            wanted.add(new EventFilter.Field(
                    field.substring(0, equals).getBytes(StandardCharsets.UTF_8),
                    new Glob(field.substring(equals + 1))));
        }
        return new EventFilter(
                since == null ? 0 : since.resolve(now),
                until == null ? -1 : until.resolve(now),
                globs(hosts),
                globs(apps),
                wanted);
    }

    private static List<Glob> globs(List<String> patterns) {
        List<Glob> globs = new ArrayList<>();
        for (String pattern : patterns) {
            globs.add(new Glob(pattern));
        }
        return globs;
    }
}
