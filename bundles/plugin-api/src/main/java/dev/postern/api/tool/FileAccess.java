package dev.postern.api.tool;

import java.util.List;
import java.util.Optional;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Files below configured roots. A path is {@code root/relative/path} with {@code /} on every system; {@code ..}, links
 * that leave the root, and anything that is neither file nor folder are refused with code {@code forbidden}.
 */
@ProviderType
public interface FileAccess {

    /** The roots that the plugin may use. */
    List<FileRoot> roots();

    /**
     * What lies at the path, if anything.
     *
     * @param path which
     * @throws ToolException when the path is refused
     */
    Optional<FileInfo> info(String path) throws ToolException;

    /**
     * A folder's entries by name, at most {@code limit}.
     *
     * @param path the folder
     * @param limit how many at most, from 1
     * @throws ToolException when refused, or there is no such folder
     */
    List<FileInfo> list(String path, int limit) throws ToolException;

    /**
     * Bytes of a file.
     *
     * @param path the file
     * @param offset from which byte on
     * @param length how many bytes at most
     * @throws ToolException when refused, or there is no such file
     */
    byte[] read(String path, long offset, int length) throws ToolException;

    /**
     * Replaces or creates a file in one step: readers see the old bytes or the new, never a mixture.
     *
     * @param path the file; its folder must exist
     * @param content all of its bytes
     * @throws ToolException when refused, or the root is read-only
     */
    void write(String path, byte[] content) throws ToolException;

    /**
     * Moves a file or folder within one root; refuses to replace anything.
     *
     * @param from what
     * @param to where to
     * @throws ToolException when refused
     */
    void move(String from, String to) throws ToolException;

    /**
     * Deletes a file or an empty folder.
     *
     * @param path what
     * @throws ToolException when refused
     */
    void delete(String path) throws ToolException;
}
