// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.tool;

import java.util.List;
import java.util.Optional;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Files below configured roots. A path is {@code root/relative/path} with {@code /} on every system; {@code ..}, links,
 * and anything that is neither file nor folder are refused with code {@code forbidden}, as are names that hold control
 * or direction characters. Names mean what the file system makes of them; a name that is made is in Unicode's composed
 * form (NFC), with no space at either end.
 *
 * <p>What changes a file or folder is durable when the method returns.
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
     * Creates a file in one step; refuses to replace anything.
     *
     * @param path the file; its folder must exist
     * @param content all of its bytes
     * @throws ToolException when refused, {@code conflict} when something is there
     * @since 1.1
     */
    void create(String path, byte[] content) throws ToolException;

    /**
     * Replaces a file in one step, if it still holds what the caller saw. Nothing that goes through a {@link FileAccess}
     * of this gateway comes between the look and the replacement.
     *
     * @param path the file
     * @param content all of its new bytes
     * @param sha256 the SHA-256 of what it must hold now, as 64 hexadecimal digits
     * @throws ToolException when refused, {@code changed} when it holds something else, or is gone
     * @since 1.1
     */
    void replace(String path, byte[] content, String sha256) throws ToolException;

    /**
     * Moves a file or folder within one root; refuses to replace anything. Links in a folder go along as they are.
     *
     * @param from what
     * @param to where to
     * @throws ToolException when refused, {@code conflict} when something is there
     */
    void move(String from, String to) throws ToolException;

    /**
     * Moves a file as {@link #move(String, String)}, if it still holds what the caller saw.
     *
     * @param from what
     * @param to where to
     * @param sha256 the SHA-256 of what it must hold now, as 64 hexadecimal digits
     * @throws ToolException when refused, {@code changed} when it holds something else, or is gone
     * @since 1.1
     */
    void move(String from, String to, String sha256) throws ToolException;

    /**
     * Deletes a file or an empty folder.
     *
     * @param path what
     * @throws ToolException when refused
     */
    void delete(String path) throws ToolException;

    /**
     * Deletes a file, if it still holds what the caller saw.
     *
     * @param path which
     * @param sha256 the SHA-256 of what it must hold now, as 64 hexadecimal digits
     * @throws ToolException when refused, {@code changed} when it holds something else, or is gone
     * @since 1.1
     */
    void delete(String path, String sha256) throws ToolException;
}
