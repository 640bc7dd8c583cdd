/** What is written into texts where their writers leave it to us, on pages and on the wire. */
export interface BodyWords {
  /** Titles of the boxes (`:::note`) to which the writer gives none. */
  readonly note: string;
  readonly tip: string;
  readonly warning: string;
  /** Names the footnotes of a page to those who listen. */
  readonly footnotes: string;
  /** Of the link from a footnote to where it is referred to; `{reference}` stands for its number. */
  readonly backToReference: string;
  /** Stands above the footnotes on the wire. */
  readonly notes: string;
  /** Whether the box of an item in a list of tasks is ticked. */
  readonly done: string;
  readonly toDo: string;
}

const english: BodyWords = {
  note: 'Note',
  tip: 'Tip',
  warning: 'Warning',
  footnotes: 'Footnotes',
  backToReference: 'Back to reference {reference}',
  notes: 'Notes',
  done: 'Done',
  toDo: 'To do',
};

/** By language; those of the theme (`src/components/words`) have their words here too. */
const languages: ReadonlyMap<string, BodyWords> = new Map([
  [
    'ar',
    {
      note: 'ملاحظة',
      tip: 'نصيحة',
      warning: 'تحذير',
      footnotes: 'الحواشي',
      backToReference: 'العودة إلى الإحالة {reference}',
      notes: 'الحواشي',
      done: 'أُنجز',
      toDo: 'لم يُنجز بعد',
    },
  ],
  [
    'de',
    {
      note: 'Hinweis',
      tip: 'Tipp',
      warning: 'Warnung',
      footnotes: 'Fußnoten',
      backToReference: 'Zurück zum Verweis {reference}',
      notes: 'Anmerkungen',
      done: 'Erledigt',
      toDo: 'Zu erledigen',
    },
  ],
  ['en', english],
  [
    'es',
    {
      note: 'Nota',
      tip: 'Consejo',
      warning: 'Advertencia',
      footnotes: 'Notas al pie',
      backToReference: 'Volver a la referencia {reference}',
      notes: 'Notas',
      done: 'Hecho',
      toDo: 'Pendiente',
    },
  ],
  [
    'fr',
    {
      note: 'Remarque',
      tip: 'Astuce',
      warning: 'Attention',
      footnotes: 'Notes de bas de page',
      backToReference: 'Retour à l’appel de note {reference}',
      notes: 'Notes',
      done: 'Fait',
      toDo: 'À faire',
    },
  ],
  [
    'it',
    {
      note: 'Nota',
      tip: 'Suggerimento',
      warning: 'Attenzione',
      footnotes: 'Note a piè di pagina',
      backToReference: 'Torna al richiamo {reference}',
      notes: 'Note',
      done: 'Fatto',
      toDo: 'Da fare',
    },
  ],
  [
    'ja',
    {
      note: '補足',
      tip: 'ヒント',
      warning: '警告',
      footnotes: '脚注',
      backToReference: '本文の参照箇所 {reference} に戻る',
      notes: '注',
      done: '完了',
      toDo: '未完了',
    },
  ],
  [
    'nl',
    {
      note: 'Opmerking',
      tip: 'Tip',
      warning: 'Waarschuwing',
      footnotes: 'Voetnoten',
      backToReference: 'Terug naar verwijzing {reference}',
      notes: 'Noten',
      done: 'Gedaan',
      toDo: 'Te doen',
    },
  ],
  [
    'pl',
    {
      note: 'Uwaga',
      tip: 'Wskazówka',
      warning: 'Ostrzeżenie',
      footnotes: 'Przypisy',
      backToReference: 'Powrót do odnośnika {reference}',
      notes: 'Przypisy',
      done: 'Zrobione',
      toDo: 'Do zrobienia',
    },
  ],
  [
    'pt',
    {
      note: 'Nota',
      tip: 'Dica',
      warning: 'Aviso',
      footnotes: 'Notas de rodapé',
      backToReference: 'Voltar à referência {reference}',
      notes: 'Notas',
      done: 'Feito',
      toDo: 'Por fazer',
    },
  ],
]);

/** The words for a text in `lang` (BCP 47), whatever the region; English ones where we have none. Equal words are one object. */
export function bodyWordsFor(lang: string): BodyWords {
  return languages.get(lang.toLowerCase().split('-')[0] ?? '') ?? english;
}
