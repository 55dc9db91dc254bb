const EXTENSIONS = ['.html', '.http', '.json', '.svg', '.text'];
const QUOTED = EXTENSIONS.map((extension) => `"${extension}"`).join(', ');

/** The URL at which an action, a web action or a trigger of the caller is reached. */
function main({ web = false, ext = '', trigger = false, path = '' }) {
  if (trigger && web) return { error: 'triggers are not allowed for web actions.' };
  if (web && ext !== '' && !EXTENSIONS.includes(ext)) {
    return { error: `extension for web action must be one of [${QUOTED}].` };
  }
  if (trigger && path.includes('/')) return { error: 'triggers are not allowed in packages.' };
  return { url: `${process.env.__OW_API_HOST}/api/v1/${place({ web, ext, trigger, path })}` };
}

function place({ web, ext, trigger, path }) {
  const namespace = process.env.__OW_NAMESPACE;
  // The URL of a web action names the package even where there is none.
  if (web) return `web/${namespace}/${path.includes('/') ? path : `default/${path}`}${ext}`;
  return `namespaces/${namespace}/${trigger ? 'triggers' : 'actions'}${path && `/${path}`}`;
}

exports.main = main;
