package evtools.simulation;

import evtools.store.Disk;
import evtools.store.DiskFile;
import evtools.store.ForwardingDisk;
import java.io.IOException;
import java.nio.file.Path;

/** A disk whose syncs are tried once more when they fail, which is the mistake. */
final class TrustingDisk extends ForwardingDisk {
    TrustingDisk(Disk disk) {
        super(disk);
    }

    @Override
    protected DiskFile wrap(Path path, DiskFile file) {
        return new TrustingFile(file);
    }

    private static final class TrustingFile extends ForwardingFile {
        TrustingFile(DiskFile file) {
            super(file);
        }

        @Override
        public void force() throws IOException {
            try {
                super.force();
            } catch (IOException e) {
                super.force();
            }
        }
    }
}
