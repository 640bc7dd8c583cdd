import type { IntentView, WaitingView } from '../theme.ts';

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
  /** Before the host of what is answered, liked or boosted. */
  readonly inAnswerTo: string;
  readonly liked: string;
  readonly boosted: string;
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
  readonly quotes: (count: number) => string;
  readonly replies: (count: number) => string;
  readonly poll: string;
  readonly votes: (count: number) => string;
  readonly voters: (count: number) => string;
  readonly pollEnds: (date: string) => string;
  readonly pollHint: string;
  readonly noRepliesYet: string;
  readonly tooLong: string;
  readonly moreReplies: (count: number) => string;
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
  readonly intents: Readonly<Record<IntentView['act'], IntentWords>>;
  readonly intentIsFor: (blog: string) => string;
  readonly intentAddress: string;
  readonly intentFile: string;
  readonly intentText: string;
  readonly intentUndo: string;
  readonly intentForOthers: string;
  readonly waiting: Readonly<Record<WaitingView['state'], IntentWords>>;
  readonly willBeTold: string;
  /** What is said of a post, by the type of its activity. */
  readonly verbs: ReadonlyMap<string, string>;
  readonly profile: string;
  readonly inboxes: (count: number) => string;
  readonly furtherSayings: (count: number) => string;
  /** Before the moment when it is told. */
  readonly toldAt: string;
  readonly timeLeft: (seconds: number) => string;
  /** Before the moment when the wait ended. */
  readonly endedAt: string;
  readonly stop: string;
  readonly sendNow: string;
  readonly waitingHint: string;
  readonly notFound: string;
  readonly notFoundHint: string;
  readonly backHome: string;
}

/** A page to which the writer comes to do something: its title, and what is left to do. */
interface IntentWords {
  readonly title: string;
  readonly hint: string;
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
  liked: 'Liked a post on',
  boosted: 'Boosted a post on',
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
  quotes: (count) => counted(count, 'quote', 'quotes'),
  replies: (count) => counted(count, 'reply', 'replies'),
  poll: 'Poll',
  votes: (count) => counted(count, 'vote', 'votes'),
  voters: (count) => counted(count, 'person has voted', 'people have voted'),
  pollEnds: (date) => `Votes count until ${date}.`,
  pollHint: 'To vote, open this post on your own server.',
  noRepliesYet: 'No replies yet.',
  tooLong: 'This conversation is too long for one page:',
  moreReplies: (count) => counted(count, 'more reply', 'more replies'),
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
  intents: {
    like: {
      title: 'Like a post',
      hint: 'Nothing has happened yet. Save this file in the folder of your blog, commit it and publish: then the author is told that you like it.',
    },
    boost: {
      title: 'Boost a post',
      hint: 'Nothing has happened yet. Save this file in the folder of your blog, commit it and publish: then your followers get the post, and its author is told.',
    },
    reply: {
      title: 'Answer a post',
      hint: 'Nothing is sent yet. Save this file in the folder of your blog, write your answer below the second line of dashes, commit it and publish.',
    },
    note: {
      title: 'Write a note',
      hint: 'Nothing is sent yet. Save this file in the folder of your blog, write your text below the second line of dashes, commit it and publish.',
    },
    choose: { title: 'A post elsewhere', hint: 'What would you like to do with it?' },
  },
  intentIsFor: (blog) => `For the writer of ${blog}`,
  intentAddress: 'Address of the post',
  intentFile: 'Name of the file',
  intentText: 'What stands in it',
  intentUndo: 'To take it back one day, remove the file and publish again.',
  intentForOthers:
    'You are not the writer? Then nothing can be done here: go back, and name your own account instead of this one.',
  waiting: {
    waiting: {
      title: 'Nobody has been told yet',
      hint: 'What you published is on the site. Until it is told you can stop it; afterwards it cannot be called back.',
    },
    told: {
      title: 'It has been told',
      hint: 'It is too late to stop it. To correct a post, change its file and publish: an Update is sent. To take one back, remove the file and publish: a Delete is sent, which most servers obey.',
    },
    cancelled: {
      title: 'Stopped: nobody was told',
      hint: 'The site shows what it showed before. Your files are as you left them, and nothing goes out by itself until you publish again.',
    },
    replaced: {
      title: 'Another publication took its place',
      hint: 'You published again before this one was told. The newer one has a link of its own; outward status prints it.',
    },
  },
  willBeTold: 'What will be told',
  verbs: new Map([
    ['Create', 'New post'],
    ['Update', 'Changed'],
    ['Delete', 'Removed'],
    ['Like', 'Like'],
    ['Announce', 'Boost'],
    ['Undo', 'Taken back'],
    ['Add', 'Pinned'],
    ['Remove', 'Unpinned'],
    ['Move', 'Move to another account'],
  ]),
  profile: 'the profile of the blog',
  inboxes: (count) => counted(count, 'inbox', 'inboxes'),
  furtherSayings: (count) => `and ${count.toLocaleString('en')} more`,
  toldAt: 'It is told at',
  timeLeft: (seconds) => (seconds === 0 ? 'any moment now' : `${duration(seconds)} from now`),
  endedAt: 'This was at',
  stop: 'Stop: tell nobody',
  sendNow: 'Send now',
  waitingHint:
    'The time left is that of when you opened this page. Whoever has its address can decide here: keep it to yourself.',
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

/** In whole units, the larger once there are three of them. */
function duration(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  if (hours >= 3) return counted(hours, 'hour', 'hours');
  return minutes >= 3 ? counted(minutes, 'minute', 'minutes') : counted(seconds, 'second', 'seconds');
}
