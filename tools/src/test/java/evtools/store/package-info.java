/** Stores and spools on real files: recovery at every cut, full disks, copies, several directories. */
@NullMarked
package evtools.store;

import org.jspecify.annotations.NullMarked;
