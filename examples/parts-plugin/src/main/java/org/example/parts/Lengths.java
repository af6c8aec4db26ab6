package org.example.parts;

import java.util.Locale;
import java.util.Optional;

import dev.postern.api.json.JsonNumber;
import dev.postern.api.json.JsonObject;
import dev.postern.api.trigger.MessagePattern;
import dev.postern.api.trigger.MessageTrigger;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** A message pattern: "3 feet in metres" calls this plugin's converter. */
@Component
@MessagePattern(name = "lengths",
        regex = "(?i)(?<value>\\d{1,9}) (?<from>metre|foot|feet|mile)s? in (?<to>metre|foot|feet|mile)s?\\??")
public final class Lengths implements MessageTrigger {

    /** Made by Declarative Services. */
    @Activate
    public Lengths() {}

    @Override
    public Optional<Answer> matched(Match match) {
        return Optional.of(new Answer.Call("parts.convert", JsonObject.builder()
                .put("value", JsonNumber.of(Long.parseLong(match.groups().get("value"))))
                .put("from", unit(match, "from"))
                .put("to", unit(match, "to"))
                .build()));
    }

    private static String unit(Match match, String group) {
        var unit = match.groups().get(group).toLowerCase(Locale.ROOT);
        return unit.equals("feet") ? "foot" : unit;
    }
}
