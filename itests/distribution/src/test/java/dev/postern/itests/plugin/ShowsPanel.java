// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.plugin;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.api.panel.Panel;

/** A panel that shows what its plugin answers, and tells it what a frame must not be able to do, and whether it could. */
public final class ShowsPanel implements Panel {
    private static final Map<String, String> FILES = Map.of(
            "index.html", """
                    <!DOCTYPE html>
                    <html lang="en"><head><title>Stock</title><link rel="stylesheet" href="style.css">
                    <script src="panel.js" defer></script></head><body><p id="out">…</p></body></html>
                    """,
            "style.css", "body { font: 1rem system-ui; background: #fff; color: #111; }",
            "panel.js", """
                    const tried = {};
                    const attempt = (name, act) => { try { tried[name] = String(act()); } catch (refused) { tried[name] = 'refused'; } };
                    attempt('cookie', () => document.cookie);
                    attempt('storage', () => localStorage.length);
                    attempt('parent', () => parent.document.title);
                    attempt('top', () => { top.location = 'https://example.org/'; return 'left'; });
                    const fetched = fetch('/healthz').then(() => 'read', () => 'refused');
                    const asking = new Map();
                    const ask = question => new Promise(done => {
                      const id = 'bad-' + asking.size;
                      asking.set(id, done);
                      parent.postMessage({postern: 'ask', id, question}, '*');
                    });
                    // what the gateway would hang up on, were it sent
                    let deep = {};
                    for (let i = 0; i < 200; i++) {
                      deep = {deep};
                    }
                    const bad = [{large: 'x'.repeat(2_000_000)}, deep, {half: String.fromCharCode(0xd800)},
                      {much: 2 ** 60}, [1]];
                    addEventListener('message', async ({data}) => {
                      if (data.postern === 'hello') {
                        tried.fetch = await fetched;
                        const answers = [];
                        for (let i = 0; i < 25; i++) {
                          answers.push(await ask(bad[i % bad.length]));
                        }
                        tried.bad = answers.every(({error}) => error?.code === 'invalid_params') ? 'refused'
                          : JSON.stringify(answers);
                        parent.postMessage({postern: 'ask', id: 7, question: {tried, of: '<b>'}}, '*');
                      } else if (asking.has(data.id)) {
                        asking.get(data.id)(data);
                      } else if (data.postern === 'answer') {
                        document.getElementById('out').textContent = JSON.stringify(data.answer);
                        parent.postMessage({postern: 'height', height: 222}, '*');
                      }
                    });
                    """);

    private volatile JsonObject tried = JsonObject.EMPTY;

    @Override
    public Optional<byte[]> file(String path) {
        return Optional.ofNullable(FILES.get(path)).map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public JsonObject answer(JsonObject question, Viewer viewer) {
        question.object("tried").ifPresent(done -> tried = done);
        return JsonObject.builder().put("asked", question.text("of")).put("tenant", viewer.tenant())
                .put("any", viewer.scopes().contains("*")).put("tried", tried).build();
    }
}
