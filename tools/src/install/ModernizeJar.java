import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * Rewrites a jar's old class files to the current version, with stack maps: {@code ModernizeJar IN.jar OUT.jar}.
 *
 * <p>A class archive cannot hold classes older than Java 6, and picocli's are Java 5: without this they are read,
 * checked the old way and linked at every start. Nothing else in them changes. Entries are stored, not deflated.
 */
final class ModernizeJar {
    private final ClassFile classFile;

    private ModernizeJar(ClassLoader hierarchy) {
        classFile = ClassFile.of(
                ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
                ClassFile.ClassHierarchyResolverOption.of(ClassHierarchyResolver.ofResourceParsing(hierarchy)
                        .orElse(ClassHierarchyResolver.defaultResolver())
                        .cached()));
    }

    public static void main(String[] args) throws IOException {
        Path jar = Path.of(args[0]);
        try (var hierarchy = new URLClassLoader(new URL[] {jar.toUri().toURL()});
                var in = new ZipInputStream(Files.newInputStream(jar));
                var out = new ZipOutputStream(Files.newOutputStream(Path.of(args[1])))) {
            out.setMethod(ZipOutputStream.STORED);
            var modernize = new ModernizeJar(hierarchy);
            for (ZipEntry entry; (entry = in.getNextEntry()) != null; ) {
                if (!entry.isDirectory()) {
                    byte[] bytes = in.readAllBytes();
                    boolean isClass = entry.getName().endsWith(".class");
                    put(out, entry, isClass ? modernize.classBytes(bytes) : bytes);
                }
            }
        }
    }

    private static void put(ZipOutputStream out, ZipEntry entry, byte[] bytes) throws IOException {
        var crc = new CRC32();
        crc.update(bytes);
        var stored = new ZipEntry(entry.getName());
        stored.setTime(entry.getTime());
        stored.setSize(bytes.length);
        stored.setCrc(crc.getValue());
        out.putNextEntry(stored);
        out.write(bytes);
    }

    private byte[] classBytes(byte[] bytes) {
        ClassModel model = classFile.parse(bytes);
        if (model.majorVersion() >= ClassFile.JAVA_7_VERSION) {
            return bytes;
        }
        ClassTransform version = ClassTransform.ofStateful(() -> (builder, element) -> {
            if (element instanceof ClassFileVersion) {
                builder.withVersion(ClassFile.latestMajorVersion(), 0);
            } else {
                builder.with(element);
            }
        });
        // Bodies are written anew, instruction by instruction, or they would be copied without stack maps.
        var bodies = ClassTransform.transformingMethodBodies(CodeBuilder::with);
        try {
            return classFile.transformClass(model, version.andThen(bodies));
        } catch (IllegalArgumentException e) {
            // It extends a class of an optional library: as it was is right too, only slower.
            return bytes;
        }
    }
}
