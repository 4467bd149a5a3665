package evtools.evport;

import evtools.archive.Archive;
import evtools.archive.DirectoryObjectStore;
import evtools.cli.Duration;
import evtools.cli.Examples;
import evtools.cli.ExitCode;
import evtools.cli.SeeAlso;
import evtools.cli.Stdio;
import evtools.cli.Tool;
import evtools.cli.UserError;
import evtools.format.Point;
import evtools.format.frame.EnvironmentTag;
import evtools.membership.SystemNames;
import evtools.pipe.EventFilter;
import evtools.pipe.EventOutput;
import evtools.pipe.EventOutputOptions;
import evtools.pipe.FilterOptions;
import evtools.pipe.TemporaryDirectory;
import evtools.sealing.ArchivePlace;
import evtools.sealing.BucketExport;
import evtools.sealing.DueRule;
import evtools.sealing.StoreSealing;
import evtools.store.StoreReader;
import evtools.store.SystemDisk;
import evtools.transport.Connector;
import evtools.transport.Hello;
import evtools.transport.KeyOption;
import evtools.transport.Role;
import evtools.transport.ServerAddress;
import evtools.transport.ServerList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Copies buckets into an archive, sorted and without duplicates, and reads archives. */
@Command(
        name = "evport",
        header = "bring events into an archive and back out",
        description = {
            "Archives buckets: collects all events of each, sorts them, leaves duplicates out, writes them as one "
                    + "object, reads it back, and then makes it count by a manifest. Or reads an archive as one sorted "
                    + "stream.",
            "Archived buckets are known by their manifests, so evport may be run again and again, by several hosts at "
                    + "once, and killed at any time: each event is archived once. Events that come after their bucket "
                    + "was archived are added to it by the next run.",
            "From servers each bucket is fetched from all of them. It waits for another run (exit code 75) when so many "
                    + "didn't answer that together they may hold an acknowledged frame that nobody else has.",
            "With --delete-after-verify the servers then delete exactly those frames whose events are in the archive, "
                    + "each compared with what was read back, and refuse them from then on. What came meanwhile stays."
        },
        exitCodeList = {
            "0:Done, or there was nothing to do.",
            "2:A usage error or a failure.",
            "3:Finished, but some of it was damaged and reported.",
            "75:Some buckets have to wait until more servers answer, or a server didn't delete: try again later."
        })
@Examples({
    "evport --from a:7600,b:7600,c:7600 --to file:///archive  # all buckets older than 48h",
    "evport --from /var/lib/evrecv --to file:///archive --dry-run  # what a lone server's store has to do",
    "evtail old/*.log | evport --from - --to file:///archive  # a stream, to its end",
    "evport --from file:///archive --since 2026-11-01 --app sshd | evgrep failed  # back out"
})
@SeeAlso({"evrecv(1)", "evfetch(1)", "evmerge(1)", "evgrep(1)"})
public final class Evport implements Tool {
    private static final int DEFAULT_WIDTH_SECONDS = 1024;
    private static final long STORE_MEMORY_BYTES = 128L << 20;

    @Mixin
    private final FilterOptions filters = new FilterOptions();

    @Mixin
    private final EventOutputOptions output = new EventOutputOptions();

    @Option(
            names = "--from",
            required = true,
            paramLabel = "PLACE",
            description =
                    "Servers, HOST:PORT with commas between them: all there are, so that what one lacks comes from "
                            + "another. Or the directory of a store (several with commas), a file or directory of event "
                            + "streams, - for standard input, or file:///DIR for an archive.")
    private String from = "";

    @Option(
            names = "--to",
            paramLabel = "ARCHIVE",
            description = "file:///DIR: the archive. It is made if it is missing.")
    private @Nullable String to;

    @Mixin
    private final KeyOption key = new KeyOption();

    @Option(
            names = "--environment",
            paramLabel = "NAME",
            description = "Name of the cluster. Default: the store's, else default.")
    private @Nullable String environment;

    @Option(
            names = "--bucket-width",
            paramLabel = "DURATION",
            description = "Width of the buckets into which a stream is cut, 10s to 1024s. Default: 1024s.")
    private Duration bucketWidth = Duration.ofSeconds(DEFAULT_WIDTH_SECONDS);

    @Option(
            names = "--older-than",
            paramLabel = "DURATION",
            description = "Archive a store's buckets that ended so long ago, so that nothing more is to be expected. "
                    + "Default: ${DEFAULT-VALUE}.")
    private Duration olderThan = Duration.ofSeconds(48 * 3600);

    @Option(
            names = "--skip",
            paramLabel = "FILE",
            description = "Leave out the buckets that FILE names, one a line, as --dry-run prints them.")
    private @Nullable Path skip;

    @Option(
            names = "--delete-after-verify",
            description =
                    "Have the servers of --from delete what was archived, after it was read back; they don't take "
                            + "it again. Needs the right 'export' there.")
    private boolean deleteAfterVerify;

    @Option(names = "--dry-run", description = "Print the buckets that would be archived, and how much is in them.")
    private boolean dryRun;

    @Option(names = "--stats", description = "Print counters on standard error at the end.")
    private boolean stats;

    @Override
    public int run(Stdio io) throws IOException, InterruptedException {
        EventFilter filter = filters.filter(io);
        if (ArchivePlace.isOne(from)) {
            if (to != null || dryRun || skip != null || deleteAfterVerify) {
                throw UserError.usage("--to, --dry-run, --skip and --delete-after-verify don't go with --from " + from);
            }
            return readArchive(io, filter);
        }
        if (to == null) {
            throw UserError.usage("--to is missing: where is it to go?");
        }
        if (!filter.takesAllEventsInTime() || filter.untilPoint() != -1) {
            throw UserError.usage("only --since goes with --to: whole buckets are archived");
        }
        return writeArchive(io, filter, ArchivePlace.directory(to));
    }

    private int readArchive(Stdio io, EventFilter filter) throws IOException {
        Path directory = ArchivePlace.directory(from);
        try (DirectoryObjectStore objects = DirectoryObjectStore.open(directory, false, new SecureRandom());
                EventOutput out = output.open(io, List.of())) {
            return new ArchiveReading(io, new Archive(objects, environmentOr("default")), filter).run(out);
        } catch (NoSuchFileException e) {
            throw UserError.in(String.valueOf(e.getFile()), "No such file or directory");
        }
    }

    private int writeArchive(Stdio io, EventFilter filter, Path archiveDirectory)
            throws IOException, InterruptedException {
        List<ServerAddress> servers = servers(from);
        if (!servers.isEmpty()) {
            return archiveServers(io, filter, archiveDirectory, servers);
        }
        if (deleteAfterVerify) {
            throw UserError.usage("--delete-after-verify: only running servers delete: --from HOST:PORT,…");
        }
        StoreReader store = openStore();
        String name = environmentOr(store == null ? "default" : store.identity().environment());
        if (store != null && !name.equals(store.identity().environment())) {
            throw new UserError(from + ": store of another environment (expected '" + name + "', found '"
                    + store.identity().environment() + "')");
        }
        try (DirectoryObjectStore objects = DirectoryObjectStore.open(archiveDirectory, !dryRun, new SecureRandom())) {
            BucketExport export = export(io, objects, name);
            boolean damaged = store == null
                    ? new StreamSource(io, from, widthSeconds(), filter.sincePoint()).exportTo(export)
                    : sealing(io, store, filter).exportTo(export, Integer.MAX_VALUE);
            if (stats) {
                export.printStats();
            }
            return damaged ? ExitCode.DAMAGED : ExitCode.OK;
        } catch (NoSuchFileException e) {
            throw UserError.in(String.valueOf(e.getFile()), "No such file or directory");
        }
    }

    private int archiveServers(Stdio io, EventFilter filter, Path archiveDirectory, List<ServerAddress> servers)
            throws IOException, InterruptedException {
        long tag = environment == null ? 0 : EnvironmentTag.of(environment);
        Hello hello = Hello.of(Role.READER, 0, tag, 0, environment == null ? "" : environment);
        Connector connector = key.connector("--from", servers, io.clock()::monotonicNanos);
        ServerSource source = new ServerSource(io, servers, hello, connector, olderThan, filter.sincePoint());
        String name = source.list();
        ServerDeletion deletion = null;
        if (deleteAfterVerify && !dryRun) {
            Hello exporter = Hello.of(Role.EXPORTER, 0, EnvironmentTag.of(name), 0, name);
            deletion = new ServerDeletion(io, exporter, connector);
            deletion.requireRight(source.listed());
        }
        try (DirectoryObjectStore objects = DirectoryObjectStore.open(archiveDirectory, !dryRun, new SecureRandom())) {
            BucketExport export = export(io, objects, name);
            boolean damaged = source.exportTo(export, deletion);
            if (stats) {
                export.printStats();
                if (deletion != null) {
                    deletion.printStats();
                }
            }
            if (source.incomplete() || (deletion != null && deletion.incomplete())) {
                return ExitCode.TRY_AGAIN;
            }
            return damaged ? ExitCode.DAMAGED : ExitCode.OK;
        }
    }

    private StoreSealing sealing(Stdio io, StoreReader store, EventFilter filter) {
        DueRule rule = new DueRule(olderThan.seconds(), Point.epochSeconds(filter.sincePoint()), Long.MAX_VALUE, false);
        return new StoreSealing(io, store, rule, STORE_MEMORY_BYTES, TemporaryDirectory.of(io));
    }

    private BucketExport export(Stdio io, DirectoryObjectStore objects, String environmentName) throws IOException {
        if (!dryRun) {
            objects.removeStale(io.clock().epochNanos() / 1_000_000);
        }
        return new BucketExport(io, new Archive(objects, environmentName), Skipped.read(skip), dryRun);
    }

    /** The servers that {@code --from} names; none if it names something else, such as a file with a colon. */
    private static List<ServerAddress> servers(String from) {
        if (from.equals("-") || Files.exists(Path.of(from))) {
            return List.of();
        }
        List<String> parts = List.of(from.split(",", -1));
        for (String part : parts) {
            if (!part.startsWith("@") && (part.indexOf(':') < 0 || part.indexOf('/') >= 0)) {
                return List.of();
            }
        }
        return new SystemNames().expand(ServerList.parse("--from", parts).readAll("--from"));
    }

    private @Nullable StoreReader openStore() throws IOException {
        if (from.equals("-")) {
            return null;
        }
        List<Path> roots = new ArrayList<>();
        for (String root : from.split(",", -1)) {
            Path path = Path.of(root);
            if (!Files.exists(path)) {
                throw UserError.in(root, "No such file or directory");
            }
            roots.add(path);
        }
        StoreReader store = StoreReader.open(new SystemDisk(), roots);
        if (store == null && roots.size() > 1) {
            throw UserError.in(roots.getFirst().toString(), "not a store");
        }
        return store;
    }

    private String environmentOr(String otherwise) {
        return environment == null ? otherwise : environment;
    }

    private int widthSeconds() {
        long seconds = bucketWidth.seconds();
        if (seconds < 10
                || seconds > DEFAULT_WIDTH_SECONDS
                || bucketWidth.compareTo(Duration.ofSeconds(seconds)) != 0) {
            throw UserError.usage("--bucket-width: expected whole seconds from 10s to 1024s, not " + bucketWidth);
        }
        return (int) seconds;
    }

    /** The buckets of {@code --skip}. */
    static final class Skipped {
        private Skipped() {}

        static Set<String> read(@Nullable Path file) throws IOException {
            if (file == null) {
                return Set.of();
            }
            Set<String> names = new HashSet<>();
            for (String line : Files.readAllLines(file)) {
                String text = line.strip();
                int end = text.indexOf(' ');
                if (!text.isEmpty() && !text.startsWith("#")) {
                    names.add(end < 0 ? text : text.substring(0, end));
                }
            }
            return names;
        }
    }
}
