// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.plugin;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.CodeSigner;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Pattern;

/**
 * Reads signed jar files (JAR File Specification, "Signed JAR File") more strictly than the platform, which lets unsigned
 * entries stand beside signed ones, entries be missing, and headers be added to a manifest: here a file is signed as it is,
 * to the last byte, or it is not signed.
 */
public final class JarSignatures {
    private static final String META_INF = "META-INF/";
    private static final Pattern SIGNATURE_FILE = Pattern.compile("META-INF/([^/]+)\\.(SF|RSA|DSA|EC)");
    private static final String DIGEST_SUFFIX = "-Digest-Manifest";
    private static final Set<String> DIGESTS = Set.of("SHA-256", "SHA-384", "SHA-512");

    private JarSignatures() {}

    /**
     * Who signed all of a file.
     *
     * @return each signer's certificate; none when nothing in it is signed
     * @throws PluginException code {@code tampered} when it bears a signature that does not hold for every entry
     */
    public static List<X509Certificate> signers(Path file) throws IOException, PluginException {
        try (var jar = new JarFile(file.toFile(), true)) {
            Set<String> signatures = signatures(jar);
            if (signatures.isEmpty()) {
                return List.of();
            }
            var signers = common(jar, signatures);
            nothingIsMissing(jar);
            theManifestIsTheSignedOne(jar);
            return List.copyOf(signers);
        } catch (SecurityException | IllegalArgumentException broken) {
            throw tampered("it is not what was signed: " + broken.getMessage(), broken);
        }
    }

    /** The base names of signatures, in capitals. */
    private static Set<String> signatures(JarFile jar) {
        var names = new HashSet<String>();
        jar.stream().map(entry -> SIGNATURE_FILE.matcher(capitals(entry.getName())))
                .filter(name -> name.matches() && name.group(2).equals("SF")).forEach(name -> names.add(name.group(1)));
        return names;
    }

    /** Those that signed each entry; reading an entry to its end is what verifies it. */
    private static Set<X509Certificate> common(JarFile jar, Set<String> signatures)
            throws IOException, PluginException {
        Set<X509Certificate> common = null;
        for (JarEntry entry : Collections.list(jar.entries())) {
            if (isOfSignatures(entry.getName(), signatures)) {
                continue;
            }
            long size;
            try (InputStream content = jar.getInputStream(entry)) {
                size = content.transferTo(OutputStream.nullOutputStream());
            }
            if (entry.isDirectory() && size == 0) {
                continue;
            }
            Set<X509Certificate> its = certificates(entry.getCodeSigners());
            if (its.isEmpty()) {
                throw tampered("its signature does not cover the entry " + entry.getName(), null);
            }
            if (common == null) {
                common = its;
            } else {
                common.retainAll(its);
            }
        }
        if (common == null || common.isEmpty()) {
            throw tampered("no one signer signed all of its entries", null);
        }
        return common;
    }

    /** What signing adds, which no signature covers; nothing else may be without. */
    private static boolean isOfSignatures(String name, Set<String> signatures) {
        String capitals = capitals(name);
        var signature = SIGNATURE_FILE.matcher(capitals);
        return capitals.equals(JarFile.MANIFEST_NAME) || capitals.equals(META_INF)
                || signature.matches() && signatures.contains(signature.group(1));
    }

    private static Set<X509Certificate> certificates(CodeSigner @org.jspecify.annotations.Nullable [] signers) {
        var certificates = new LinkedHashSet<X509Certificate>();
        if (signers != null) {
            for (CodeSigner signer : signers) {
                if (signer.getSignerCertPath().getCertificates().getFirst() instanceof X509Certificate certificate) {
                    certificates.add(certificate);
                }
            }
        }
        return certificates;
    }

    private static void nothingIsMissing(JarFile jar) throws IOException, PluginException {
        for (String name : manifest(jar).getEntries().keySet()) {
            if (jar.getEntry(name) == null) {
                throw tampered("the entry " + name + " was signed and is gone", null);
            }
        }
    }

    /** The platform accepts a manifest that grew since; a bundle's manifest is part of its code. */
    private static void theManifestIsTheSignedOne(JarFile jar)
            throws IOException, PluginException {
        byte[] manifest = bytes(jar, jar.getEntry(JarFile.MANIFEST_NAME));
        for (JarEntry entry : Collections.list(jar.entries())) {
            var name = SIGNATURE_FILE.matcher(capitals(entry.getName()));
            if (name.matches() && name.group(2).equals("SF") && !covers(bytes(jar, entry), manifest)) {
                throw tampered("its manifest is not the one that " + entry.getName() + " signs, or that signs it with"
                        + " less than SHA-256", null);
            }
        }
    }

    private static boolean covers(byte[] signatureFile, byte[] manifest) throws IOException {
        var attributes = new Manifest(new ByteArrayInputStream(signatureFile)).getMainAttributes();
        boolean covered = false;
        for (var attribute : attributes.entrySet()) {
            String name = attribute.getKey().toString();
            String algorithm = name.replace(DIGEST_SUFFIX, "");
            if (name.endsWith(DIGEST_SUFFIX) && DIGESTS.contains(algorithm)) {
                byte[] digest = Base64.getDecoder().decode(attribute.getValue().toString());
                if (!MessageDigest.isEqual(digest, digest(algorithm, manifest))) {
                    return false;
                }
                covered = true;
            }
        }
        return covered;
    }

    private static byte[] digest(String algorithm, byte[] bytes) {
        try {
            return MessageDigest.getInstance(algorithm).digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no " + algorithm, e);
        }
    }

    private static Manifest manifest(JarFile jar) throws IOException, PluginException {
        var manifest = jar.getManifest();
        if (manifest == null) {
            throw tampered("its manifest is gone", null);
        }
        return manifest;
    }

    private static byte[] bytes(JarFile jar, java.util.zip.ZipEntry entry) throws IOException {
        try (InputStream in = jar.getInputStream(entry)) {
            return in.readAllBytes();
        }
    }

    private static String capitals(String name) {
        return name.toUpperCase(Locale.ROOT);
    }

    private static PluginException tampered(
            String what, @org.jspecify.annotations.Nullable Exception cause) {
        return new PluginException("tampered",
                what + "; take the file from its publisher again, and change nothing in it", cause);
    }
}
