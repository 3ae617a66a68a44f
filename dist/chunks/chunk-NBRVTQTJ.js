var e=class extends Error{name="SettingsError"};export{e as a};
