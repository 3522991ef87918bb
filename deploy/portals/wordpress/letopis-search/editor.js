// The block in the editor: what may be set, and a picture of the form. Plain JavaScript over what WordPress has.
(({ blocks, blockEditor, components, element }) => {
  const h = element.createElement;
  const { words, api } = window.letopisSearch;

  function edit({ attributes, setAttributes }) {
    const text = (name, help) => h(components.TextControl, {
      key: name, label: words[name], help, value: attributes[name], __nextHasNoMarginBottom: true, __next40pxDefaultSize: true,
      onChange: (value) => setAttributes({ [name]: value }),
    });
    const where = [text('city', words.ids), text('municipality'), text('program'), text('kind'), text('dateFrom', words.dates),
      text('dateTo'), text('api', words.apiHelp)];
    const look = [
      h(components.SelectControl, {
        key: 'look', label: words.look, value: attributes.look, __nextHasNoMarginBottom: true, __next40pxDefaultSize: true,
        options: [['', 'full'], ['compact', 'compact'], ['chips', 'chips'], ['compact chips', 'both']]
          .map(([value, name]) => ({ value, label: words[name] })),
        onChange: (value) => setAttributes({ look: value }),
      }),
      h(components.ToggleControl, {
        key: 'newest', label: words.newest, checked: attributes.newest, __nextHasNoMarginBottom: true,
        onChange: (value) => setAttributes({ newest: value }),
      }),
      text('limit', '1–50'),
      text('accent'),
    ];
    const at = attributes.api || api;
    return h('div', blockEditor.useBlockProps(),
      h(blockEditor.InspectorControls, null,
        h(components.PanelBody, { title: words.where }, where),
        h(components.PanelBody, { title: words.look }, look)),
      h(components.Placeholder, { icon: 'search', label: words.title, instructions: at || words.none },
        h('code', null, ['city', 'municipality', 'program', 'kind', 'look'].filter((n) => attributes[n])
          .map((n) => `${n}="${attributes[n]}"`).join(' '))));
  }

  blocks.registerBlockType('letopis/archive-search', { edit, save: () => null });
})(window.wp);
