// SPDX-License-Identifier: Apache-2.0
package dev.postern.marketplace.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.framework.Version;

class IndexReaderTest {
    private static final String HEAD = "<repository xmlns='" + IndexReader.NAMESPACE + "' name='acme' increment='1'>";
    private static final String CONTENT = "<capability namespace='osgi.content'><attribute name='osgi.content' value='ab'/>"
            + "</capability>";

    @Test
    void readsTypedAttributesAndFilters() throws Exception {
        var resources = read(HEAD + "<resource>" + CONTENT
                + "<capability namespace='x'><attribute name='v' type='Version' value='1.2'/>"
                + "<attribute name='l' type='List&lt;String>' value='a\\,b,c'/><attribute name='n' type='Long' value=' 7'/>"
                + "<directive name='uses' value='y'/></capability>"
                + "<requirement namespace='x'><directive name='filter' value='(v>=1.1)'/></requirement>"
                + "</resource></repository>");
        var resource = Objects.requireNonNull(resources.get("ab"));
        var offer = resource.getCapabilities("x").getFirst();
        assertThat(offer.getAttributes()).containsEntry("v", new Version(1, 2, 0)).containsEntry("n", 7L)
                .containsEntry("l", List.of("a,b", "c"));
        assertThat(offer.getDirectives()).containsEntry("uses", "y");
        assertThat(IndexedResource.serves(resource.getRequirements("x").getFirst()).test(offer)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "<referral url='index.xml'/>|refers to another index",
        "<resource>CONTENT</resource><resource>CONTENT</resource>|twice",
        "<resource/>|without osgi.content",
        "<resource>CONTENT<x/></resource>|has x in a resource",
        "<resource><capability/></resource>|without namespace",
        "<resource>CONTENT<requirement namespace='x'><directive name='filter' value='(x'/></requirement></resource>|cannot be read",
        "<resource>CONTENT<capability namespace='x'><attribute name='a' type='Java' value='1'/></capability></resource>|no type Java",
        "<resource xmlns='http://elsewhere'/>|XML namespace",
        "<resource>|cannot be read"})
    void refusesWhatIsNoIndex(String content, String why) {
        assertThatThrownBy(() -> read(HEAD + content.replace("CONTENT", CONTENT) + "</repository>"))
                .isInstanceOf(Trouble.class).hasMessageContaining(why);
    }

    @Test
    void expandsNoEntities() {
        String bomb = "<!DOCTYPE repository [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>"
                + "<!ENTITY x SYSTEM 'file:///etc/passwd'>]>" + HEAD + "&b;&x;</repository>";
        assertThatThrownBy(() -> read(bomb)).isInstanceOf(Trouble.class).hasMessageContaining("document type");
    }

    @Test
    void readsNoFilterWithoutEnd() {
        assertThatThrownBy(
                () -> read(HEAD + "<resource>" + CONTENT + "<requirement namespace='x'><directive name='filter'"
                        + " value='" + "(!".repeat(3_000) + "(a=b)" + ")".repeat(3_000)
                        + "'/></requirement></resource></repository>"))
                .isInstanceOf(Trouble.class).hasMessageContaining("4096 characters");
    }

    private static Map<String, IndexedResource> read(String text) throws Trouble {
        return IndexReader.read(text.getBytes(StandardCharsets.UTF_8));
    }
}
