package evtools.evtail;

import evtools.cli.FailureText;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds the files that operands stand for: files as they are named, quoted patterns, and directories with all regular
 * files in them that look like logs. Each file once, in the order of the operands, then of the names.
 */
final class SourceFinder {
    private static final int MAX_DEPTH = 40;

    private final Failures failures;
    private final Set<String> skipped = new LinkedHashSet<>();
    private final Set<String> said = new HashSet<>();

    SourceFinder(Failures failures) {
        this.failures = failures;
    }

    /** The paths, as the user would write them. A name that isn't there and is no pattern stays in. */
    List<String> find(List<String> operands) {
        Set<String> found = new LinkedHashSet<>();
        for (String operand : operands) {
            Path path = Path.of(operand);
            if (operand.equals("-")) {
                found.add(operand);
            } else if (Files.isDirectory(path)) {
                directory(path, found, 0);
                saySkipped(operand);
            } else if (!isPattern(operand) || Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                found.add(operand);
            } else {
                pattern(operand, found);
            }
        }
        return new ArrayList<>(found);
    }

    /** Says once what was left out of a directory. */
    private void saySkipped(String directory) {
        String first = skipped.isEmpty() || !said.add(directory)
                ? null
                : skipped.iterator().next();
        if (first != null) {
            failures.note(directory + ": " + skipped.size() + (skipped.size() == 1 ? " file" : " files")
                    + " skipped that hold no text, such as " + first);
        }
        skipped.clear();
    }

    /** Whether an operand is a pattern and not a name. */
    static boolean isPattern(String operand) {
        for (int i = 0; i < operand.length(); i++) {
            if ("*?[{".indexOf(operand.charAt(i)) >= 0) {
                return true;
            }
        }
        return false;
    }

    private void directory(Path directory, Set<String> found, int depth) {
        if (depth > MAX_DEPTH) {
            failures.report(directory.toString(), "directories nested deeper than " + MAX_DEPTH);
            return;
        }
        for (Path entry : entries(directory)) {
            if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                directory(entry, found, depth + 1);
            } else if (Files.isRegularFile(entry) && looksLikeLog(entry)) {
                found.add(entry.toString());
            }
        }
    }

    private List<Path> entries(Path directory) {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            stream.forEach(entries::add);
        } catch (IOException e) {
            failures.report(directory.toString(), FailureText.reason(e));
        }
        entries.sort(null);
        return entries;
    }

    private boolean looksLikeLog(Path file) {
        Inputs.Kind kind;
        try (FileInputStream in = new FileInputStream(file.toFile())) {
            kind = Inputs.sniff(in);
        } catch (IOException e) {
            // Opening it will say what is wrong.
            return true;
        }
        if (kind == Inputs.Kind.TEXT || kind == Inputs.Kind.GZIP || kind == Inputs.Kind.ZSTD) {
            return true;
        }
        skipped.add(file.toString());
        return false;
    }

    private void pattern(String operand, Set<String> found) {
        int firstSign = 0;
        while ("*?[{".indexOf(operand.charAt(firstSign)) < 0) {
            firstSign++;
        }
        int slash = operand.lastIndexOf('/', firstSign);
        String base = slash < 0 ? "" : operand.substring(0, slash + 1);
        String[] parts = operand.substring(slash + 1).split("/", -1);
        int before = found.size();
        match(base, parts, 0, found);
        if (found.size() == before) {
            failures.report(operand, "no file matches");
        }
    }

    private void match(String base, String[] parts, int index, Set<String> found) {
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + parts[index]);
        for (Path entry : entries(Path.of(base.isEmpty() ? "." : base))) {
            String name = String.valueOf(entry.getFileName());
            if (!matcher.matches(Path.of(name)) || (name.startsWith(".") && !parts[index].startsWith("."))) {
                continue;
            }
            String path = base + name;
            if (index + 1 < parts.length) {
                if (Files.isDirectory(entry)) {
                    match(path + "/", parts, index + 1, found);
                }
            } else if (Files.isDirectory(entry)) {
                directory(Path.of(path), found, 0);
            } else {
                found.add(path);
            }
        }
    }
}
