//! Every limit of the contact model, with the reason for it.

/// Contacts, schedules or alert contacts in one field. Ten people can be told in an emergency;
/// nobody reads a longer call sheet at 3 a.m.
pub const ENTRIES_PER_FIELD: usize = 10;

/// Intervals in one schedule: seven days with seven shifts each, and one to spare.
pub const INTERVALS_PER_SCHEDULE: usize = 50;

/// Unicode scalar values in a name, counted after trimming.
pub const NAME_LENGTH: usize = 64;

/// Octets in the local part of an e-mail address (RFC 5321, section 4.5.3.1.1).
pub const EMAIL_LOCAL_OCTETS: usize = 64;

/// Octets in an e-mail address: a path of 256 octets (RFC 5321, section 4.5.3.1.3) less its two
/// angle brackets.
pub const EMAIL_OCTETS: usize = 254;

/// Octets in a domain name as text, without the final dot (RFC 1035, section 2.3.4).
pub const DOMAIN_OCTETS: usize = 253;

/// Octets in one label of a domain name (RFC 1035, section 2.3.4).
pub const DOMAIN_LABEL_OCTETS: usize = 63;

/// Digits in a telephone number, with its country code (ITU-T E.164, section 6.1).
pub const PHONE_MAX_DIGITS: usize = 15;

/// The shortest international numbers in service, such as those of Niue (+683 and four digits).
pub const PHONE_MIN_DIGITS: usize = 7;

/// Octets in the address of a web page: what every browser and every mail program still opens.
pub const WEB_PAGE_OCTETS: usize = 2048;

/// Unicode scalar values in a password. NIST SP 800-63B asks for 8 at least and recommends 15; without a second factor, 12 is
/// the compromise here.
pub const PASSWORD_MIN: usize = 12;

/// Octets in a password: far above any pass phrase, and low enough that nobody sends megabytes to hash.
pub const PASSWORD_MAX: usize = 1024;

/// Octets in an origin: the longest domain name, a scheme and a port, and room to spare.
pub const ORIGIN_OCTETS: usize = 300;
