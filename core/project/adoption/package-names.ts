/** The modules that come with Python, of any version that blocks run on. */
const standardLibrary: ReadonlySet<string> = new Set(
  `
  abc aifc antigravity argparse array ast asynchat asyncio asyncore atexit audioop base64 bdb binascii bisect
  builtins bz2 cProfile calendar cgi cgitb chunk cmath cmd code codecs codeop collections colorsys compileall
  concurrent configparser contextlib contextvars copy copyreg crypt csv ctypes curses dataclasses datetime dbm
  decimal difflib dis distutils doctest email encodings ensurepip enum errno faulthandler fcntl filecmp fileinput
  fnmatch fractions ftplib functools gc genericpath getopt getpass gettext glob graphlib grp gzip hashlib heapq hmac
  html http idlelib imaplib imghdr imp importlib inspect io ipaddress itertools json keyword lib2to3 linecache
  locale logging lzma mailbox mailcap marshal math mimetypes mmap modulefinder msilib msvcrt multiprocessing netrc
  nis nntplib nt ntpath nturl2path numbers opcode operator optparse os ossaudiodev pathlib pdb pickle pickletools
  pipes pkgutil platform plistlib poplib posix posixpath pprint profile pstats pty pwd py_compile pyclbr pydoc
  pydoc_data pyexpat queue quopri random re readline reprlib resource rlcompleter runpy sched secrets select
  selectors shelve shlex shutil signal site smtpd smtplib sndhdr socket socketserver spwd sqlite3 sre_compile
  sre_constants sre_parse ssl stat statistics string stringprep struct subprocess sunau symtable sys sysconfig
  syslog tabnanny tarfile telnetlib tempfile termios textwrap this threading time timeit tkinter token tokenize
  tomllib trace traceback tracemalloc tty turtle turtledemo types typing unicodedata unittest urllib uu uuid venv
  warnings wave weakref webbrowser winreg winsound wsgiref xdrlib xml xmlrpc zipapp zipfile zipimport zlib zoneinfo
  `
    .trim()
    .split(/\s+/),
);

/** Packages whose name is not that of their module. */
const distributions: ReadonlyMap<string, string> = new Map([
  ['sklearn', 'scikit-learn'],
  ['skimage', 'scikit-image'],
  ['cv2', 'opencv-python'],
  ['PIL', 'pillow'],
  ['yaml', 'pyyaml'],
  ['git', 'GitPython'],
  ['dotenv', 'python-dotenv'],
  ['bs4', 'beautifulsoup4'],
  ['psycopg2', 'psycopg2-binary'],
  ['dateutil', 'python-dateutil'],
  ['jwt', 'PyJWT'],
  ['serial', 'pyserial'],
  ['attr', 'attrs'],
  ['umap', 'umap-learn'],
  ['OpenSSL', 'pyOpenSSL'],
  ['slack_sdk', 'slack-sdk'],
]);

/** Whether a module comes with Python itself. */
export function isStandard(module: string): boolean {
  return standardLibrary.has(module) || module.startsWith('_');
}

/** The package to install for a module, as far as is known: most have the same name. */
export function packageOf(module: string): string {
  return distributions.get(module) ?? module;
}

/** The module of a package, as far as is known: most have the same name, with `_` for `-`. */
export function moduleOf(name: string): string {
  const known = [...distributions].find(([, distribution]) => normalName(distribution) === normalName(name));
  return known?.[0] ?? name.replaceAll(/[-.]+/g, '_');
}

/** A package's name in the one spelling by which two are compared. */
export function normalName(name: string): string {
  return name.toLowerCase().replaceAll(/[-_.]+/g, '-');
}
