const POST_MESSAGE = 'https://slack.com/api/chat.postMessage';

/** Posts a message to Slack: through an incoming webhook, or with a token through the web API. */
async function main({ text, token, url = token && POST_MESSAGE, ...options }) {
  if (!text) return { error: 'No text provided' };
  if (!url) return { error: 'No Webhook URL provided' };
  const message = messageOf({ text, ...options });
  const answer = await fetch(url, { method: 'POST', body: token ? toApi(message, token) : toWebhook(message) });
  const body = await answer.text();
  if (!answer.ok) return { error: `Slack answered with status ${answer.status}: ${body}` };
  return { status: answer.status, body };
}

function messageOf({ text, channel, username, icon_emoji: icon, as_user: asUser, attachments }) {
  return {
    channel,
    username: username || 'Simple Message Bot',
    text,
    ...(icon && { icon_emoji: icon }),
    ...(asUser === true && { as_user: true }),
    ...(attachments && { attachments }),
  };
}

function toWebhook(message) {
  return new URLSearchParams({ payload: JSON.stringify(message) });
}

/** The web API takes each member as a field of the form; objects in it as JSON. */
function toApi(message, token) {
  const form = new URLSearchParams({ token });
  for (const [name, value] of Object.entries(message)) {
    if (value !== undefined) form.set(name, typeof value === 'object' ? JSON.stringify(value) : String(value));
  }
  return form;
}

exports.main = main;
