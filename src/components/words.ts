/** Every text of the theme that is not content. To add a language, write one more object of this shape and name it in `languages`. */
export interface Words {
  /** BCP 47, the language that these words are in. */
  readonly lang: string;
  readonly skipToContent: string;
  readonly siteNavigation: string;
  readonly moreOnThisSite: string;
  readonly archive: string;
  readonly tags: string;
  readonly feed: string;
  /** `{handle}` stands for the fediverse address. */
  readonly follow: string;
  readonly subscribe: string;
  readonly newestPosts: string;
  readonly allPosts: string;
  readonly nothingYet: string;
  readonly pinned: string;
  readonly draft: string;
  /** Before the host of what is answered. */
  readonly inAnswerTo: string;
  readonly noteOf: (date: string) => string;
  readonly by: string;
  readonly updated: (date: string) => string;
  readonly minutes: (count: number) => string;
  readonly contentWarning: (warning: string) => string;
  readonly contents: string;
  readonly alsoIn: string;
  readonly neighbours: string;
  readonly older: string;
  readonly newer: string;
  readonly conversation: string;
  readonly conversationAbout: string;
  readonly answerHint: string;
  readonly addressOfPost: string;
  readonly counts: string;
  readonly likes: (count: number) => string;
  readonly boosts: (count: number) => string;
  readonly replies: (count: number) => string;
  readonly noRepliesYet: string;
  readonly closed: string;
  readonly answering: string;
  readonly edited: string;
  readonly original: string;
  readonly sensitive: string;
  readonly inLanguage: (language: string) => string;
  readonly postsTagged: (tag: string) => string;
  readonly postCount: (count: number) => string;
  readonly postsBy: (name: string) => string;
  readonly elsewhere: string;
  readonly notFound: string;
  readonly notFoundHint: string;
  readonly backHome: string;
}

const english: Words = {
  lang: 'en',
  skipToContent: 'Skip to content',
  siteNavigation: 'Site',
  moreOnThisSite: 'More on this site',
  archive: 'Archive',
  tags: 'Tags',
  feed: 'Feed',
  follow: 'Follow {handle} from Mastodon or any other fediverse account, and new posts come to you.',
  subscribe: 'Or subscribe to the feed.',
  newestPosts: 'Newest posts',
  allPosts: 'All posts',
  nothingYet: 'Nothing has been published here yet.',
  pinned: 'Pinned',
  draft: 'Draft',
  inAnswerTo: 'In answer to a post on',
  noteOf: (date) => `Note of ${date}`,
  by: 'by',
  updated: (date) => `updated ${date}`,
  minutes: (count) => `${count} min read`,
  contentWarning: (warning) => `Content warning: ${warning}`,
  contents: 'Contents',
  alsoIn: 'Also in',
  neighbours: 'Older and newer posts',
  older: 'Older',
  newer: 'Newer',
  conversation: 'Conversation',
  conversationAbout: 'Conversation about the post',
  answerHint:
    'With an account on Mastodon or anywhere else in the fediverse, paste this address into your search field and reply to the post that appears:',
  addressOfPost: 'Address of this post',
  counts: 'Reactions',
  likes: (count) => counted(count, 'like', 'likes'),
  boosts: (count) => counted(count, 'boost', 'boosts'),
  replies: (count) => counted(count, 'reply', 'replies'),
  noRepliesYet: 'No replies yet.',
  closed: 'This conversation is closed: new replies are not shown.',
  answering: 'answering',
  edited: 'edited',
  original: 'original',
  sensitive: 'Sensitive content',
  inLanguage: (language) => `in ${language}`,
  postsTagged: (tag) => `Posts tagged ${tag}`,
  postCount: (count) => counted(count, 'post', 'posts'),
  postsBy: (name) => `Posts by ${name}`,
  elsewhere: 'Elsewhere',
  notFound: 'There is no such page',
  notFoundHint: 'The address may be mistyped, or the page was removed.',
  backHome: 'Go to the front page',
};

const languages: ReadonlyMap<string, Words> = new Map([english].map((words) => [words.lang, words]));

/** The words for a page in `lang` (BCP 47): its own language if we have it, else English. */
export function wordsFor(lang: string): Words {
  const primary = lang.toLowerCase().split('-')[0] ?? '';
  return languages.get(primary) ?? english;
}

function counted(count: number, one: string, many: string): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}
