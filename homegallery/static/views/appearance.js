import { html } from 'htm/preact';

import { read, write } from '../app/preferences.js';
import { dialog } from '../app/state.js';
import { chooseTheme, theme } from '../app/theme.js';
import { locale, t } from '../i18n/index.js';
import { LANGUAGES, locale as localeOf } from '../i18n/language.js';
import { Dialog } from '../ui/dialog.js';

/** Colours and language of this browser, and the ways to other dialogs. */
export function AppearanceDialog() {
  const languages = Object.entries(LANGUAGES);
  return html`<${Dialog} title=${t('view')} onClose=${() => (dialog.value = null)}>
    <${Choice}
      name="theme"
      label=${t('theme')}
      chosen=${theme()}
      options=${[
        ['system', t('themeSystem')],
        ['light', t('themeLight')],
        ['dark', t('themeDark')],
      ]}
      onChoose=${chooseTheme}
    />
    <${Choice}
      name="language"
      label=${t('language')}
      chosen=${read('language') ?? ''}
      options=${[['', t('languageSystem')], ...languages]}
      onChoose=${chooseLanguage}
    />
    <div class="dialog-links">
      <button type="button" class="text-button" onClick=${() => (dialog.value = 'status')}>
        ${t('status')}
      </button>
      <button type="button" class="text-button" onClick=${() => (dialog.value = 'shortcuts')}>
        ${t('shortcuts')}
      </button>
    </div>
  <//>`;
}

/**
 * @param {object} props
 * @param {string} props.name
 * @param {string} props.label
 * @param {string} props.chosen
 * @param {[string, string][]} props.options value and label
 * @param {(value: any) => void} props.onChoose
 */
function Choice({ name, label, chosen, options, onChoose }) {
  return html`<fieldset class="choice">
    <legend>${label}</legend>
    <div class="segments">
      ${options.map(
        ([value, text]) => html`<label key=${value}>
          <input
            type="radio"
            name=${name}
            value=${value}
            defaultChecked=${value === chosen}
            onChange=${() => onChoose(value)}
          />
          <span>${text}</span>
        </label>`,
      )}
    </div>
  </fieldset>`;
}

/** @param {string} language "" follows the browser */
function chooseLanguage(language) {
  write('language', language || null);
  locale.value = localeOf();
  document.documentElement.lang = locale.value;
}
