/** Swagger UI over the documents of all services; without inline scripts, so that the content security policy holds. */
export const docsPage = `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Clientele: API</title>
<link rel="stylesheet" href="/docs/assets/swagger-ui.css">
<link rel="icon" href="/docs/assets/favicon-32x32.png">
</head>
<body>
<p style="font-family:sans-serif;margin:1rem auto;max-width:1420px;padding:0 20px">
<a href="/docs/asyncapi">Events (AsyncAPI) <span lang="zh-CN">事件</span></a></p>
<div id="swagger-ui"></div>
<script src="/docs/assets/swagger-ui-bundle.js"></script>
<script src="/docs/assets/swagger-ui-standalone-preset.js"></script>
<script src="/docs/initializer.js"></script>
</body>
</html>
`;

export const docsInitializer = (services: readonly string[]): string => `window.ui = SwaggerUIBundle({
  urls: ${JSON.stringify(services.map((name) => ({ name, url: `/docs/${name}.json` })))},
  dom_id: '#swagger-ui',
  deepLinking: true,
  presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
  layout: 'StandaloneLayout',
});
`;
