package evtools.cli.doc;

import evtools.cli.HelpText;
import evtools.cli.ToolModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Everything that is made from the definition of a tool, by path. */
public final class Documents {
    private Documents() {}

    /**
     * All documents of a tool: texts in UTF-8, by their path below an output directory.
     *
     * @param tool its model
     * @param version what man pages show
     */
    public static Map<String, String> of(ToolModel tool, String version) {
        String name = tool.name();
        Map<String, String> documents = new LinkedHashMap<>();
        documents.put("help/" + name + ".txt", HelpText.of(tool));
        documents.put("man/man1/" + name + ".1", ManPage.of(tool, version));
        documents.put("completions/" + name + ".bash", BashCompletion.of(tool));
        documents.put("completions/_" + name, ZshCompletion.of(tool));
        documents.put("completions/" + name + ".fish", FishCompletion.of(tool));
        return documents;
    }

    /** Writes documents below a directory, making directories as needed. */
    public static void write(Map<String, String> documents, Path directory) throws IOException {
        for (Map.Entry<String, String> document : documents.entrySet()) {
            Path file = directory.resolve(document.getKey());
            Path parent = file.getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Files.writeString(file, document.getValue());
        }
    }

    /** The first sentence of a description, without its full stop: what fits beside an option in a list. */
    static String firstSentence(String description) {
        int end = description.indexOf(". ");
        String first = end < 0 ? description : description.substring(0, end);
        return first.endsWith(".") ? first.substring(0, first.length() - 1) : first;
    }
}
