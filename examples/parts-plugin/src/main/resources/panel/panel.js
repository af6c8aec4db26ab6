// The frame has no connection of its own: it asks its plugin through the page around it.
const list = document.getElementById('tools');
addEventListener('message', ({data}) => {
  if (data.postern === 'hello') {
    document.body.classList.toggle('dark', data.dark);
    parent.postMessage({postern: 'ask', id: 1, question: {what: 'last'}}, '*');
  } else if (data.postern === 'answer' && data.answer) {
    list.replaceChildren(...data.answer.tools.map(name => {
      const line = document.createElement('li');
      line.textContent = name;
      return line;
    }));
    parent.postMessage({postern: 'height', height: document.body.scrollHeight + 32}, '*');
  }
});
