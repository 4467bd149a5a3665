package evtools;

import evtools.cli.Tool;
import evtools.cli.ToolModel;
import evtools.cli.Version;
import evtools.cli.doc.Documents;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes help texts, man pages and completions of all tools: {@code DocMain OUTDIR}. For docs/generate and install.sh. */
public final class DocMain {
    private DocMain() {}

    /**
     * Writes them.
     *
     * @param args the directory to write below
     * @throws IOException when it can't be written to
     */
    public static void main(String[] args) throws IOException {
        if (args.length != 1) {
            throw new IllegalArgumentException("usage: DocMain OUTDIR");
        }
        Documents.write(documents(), Path.of(args[0]));
    }

    /** All documents of all tools, by path. */
    static Map<String, String> documents() {
        Map<String, String> all = new LinkedHashMap<>();
        String version = Version.number();
        for (String name : Main.TOOLS) {
            Tool tool = Main.tool(name);
            if (tool == null) {
                throw new IllegalStateException(name + " is in the list of tools but can't be made");
            }
            all.putAll(Documents.of(ToolModel.of(tool), version));
        }
        return all;
    }
}
