//! The firewall of Windows, by its settings in the registry, which every user may read. Not tried on a real Windows; wine
//! has none of these settings.

/// Where they are, below `HKEY_LOCAL_MACHINE`.
#[cfg(windows)]
const LOCAL: &str = r"SYSTEM\CurrentControlSet\Services\SharedAccess\Parameters\FirewallPolicy";

/// Settings by group policy take precedence; what both together mean is not worked out here.
#[cfg(windows)]
const GROUP_POLICY: &str = r"SOFTWARE\Policies\Microsoft\WindowsFirewall";

/// The same of those by a device management, below [`LOCAL`].
#[cfg(windows)]
const DEVICE_MANAGEMENT: &str = "Mdm";

/// One for each kind of network; which of them applies now is not in the registry.
#[cfg(windows)]
const PROFILES: [&str; 3] = ["DomainProfile", "StandardProfile", "PublicProfile"];

/// What the registry contains.
#[derive(Debug, Clone, Default)]
struct Settings {
    profiles: Vec<Profile>,
    /// The texts of all rules.
    rules: Vec<String>,
}

/// The values of a profile, as far as they are set.
#[derive(Debug, Clone, Copy, Default)]
struct Profile {
    /// `EnableFirewall`: 1 if it is on.
    enabled: Option<u32>,
    /// `DefaultInboundAction`: 1, or nothing, if it drops what no rule allows.
    inbound: Option<u32>,
    /// `DoNotAllowExceptions`: 1 if no rule can allow anything.
    shields_up: Option<u32>,
}

/// Whether it drops them, if that can be determined: besides a firewall that lets them in, there may be another
/// vendor's.
#[cfg(windows)]
pub(crate) fn drops_unsolicited() -> Option<bool> {
    let program = std::env::current_exe().ok()?;
    drops(&Settings::read()?, program.to_str()?).then_some(true)
}

#[cfg(windows)]
impl Settings {
    fn read() -> Option<Self> {
        use windows_registry::LOCAL_MACHINE;
        let policy = LOCAL_MACHINE.open(LOCAL).ok()?;
        let management = policy.open(DEVICE_MANAGEMENT);
        let by_management = management.is_ok_and(|key| has_settings(&key));
        if by_management || LOCAL_MACHINE.open(GROUP_POLICY).is_ok() {
            return None;
        }
        let mut profiles = Vec::new();
        for name in PROFILES {
            let profile = policy.open(name).ok()?;
            let value = |name: &str| profile.get_u32(name).ok();
            profiles.push(Profile {
                enabled: value("EnableFirewall"),
                inbound: value("DefaultInboundAction"),
                shields_up: value("DoNotAllowExceptions"),
            });
        }
        let rules = policy.open("FirewallRules").ok()?;
        let texts = rules.values().ok()?;
        Some(Self {
            profiles,
            rules: texts
                .filter_map(|(_, value)| String::try_from(value).ok())
                .collect(),
        })
    }
}

/// Whether a key below this one has a value. Windows may create the keys before there is any.
#[cfg(windows)]
fn has_settings(key: &windows_registry::Key) -> bool {
    let has_value = |name: String| {
        let below = key.open(name);
        below.is_ok_and(|below| {
            below
                .values()
                .is_ok_and(|mut values| values.next().is_some())
        })
    };
    key.keys()
        .is_ok_and(|names| names.into_iter().any(has_value))
}

/// On every kind of network, and without a rule that could make an exception for the UDP of this program.
fn drops(settings: &Settings, program: &str) -> bool {
    let excepted = settings.rules.iter().any(|rule| may_admit(rule, program));
    let profile_drops = |profile: &Profile| {
        let by_default = profile.enabled == Some(1) && profile.inbound.unwrap_or(1) == 1;
        by_default && (!excepted || profile.shields_up == Some(1))
    };
    !settings.profiles.is_empty() && settings.profiles.iter().all(profile_drops)
}

/// A rule is a list of `FIELD=VALUE`, separated by `|` ([MS-GPFAS], 2.2.2.19). A field that is absent restricts nothing. What
/// ports and addresses it is restricted to is not looked at, so some of these rules would not admit a test's packets.
fn may_admit(rule: &str, program: &str) -> bool {
    let is = |field: &str, wanted: &str| {
        value_of(rule, field).is_some_and(|value| value.eq_ignore_ascii_case(wanted))
    };
    let is_absent_or = |field: &str, wanted: &[&str]| {
        value_of(rule, field).is_none() || wanted.iter().any(|wanted| is(field, wanted))
    };
    // 17 is UDP, 256 every protocol.
    let of_udp = is_absent_or("Protocol", &["17", "256"]);
    // A service and an app of the store are other programs.
    let of_program = is_absent_or("App", &[program])
        && value_of(rule, "Svc").is_none()
        && value_of(rule, "AppPkgId").is_none();
    is("Action", "Allow") && is("Dir", "In") && !is("Active", "FALSE") && of_udp && of_program
}

fn value_of<'a>(rule: &'a str, field: &str) -> Option<&'a str> {
    let mut fields = rule.split('|').filter_map(|entry| entry.split_once('='));
    fields.find_map(|(name, value)| (name == field).then_some(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROGRAM: &str = r"C:\Users\Ann\Downloads\camcheck-0.1.0-windows-x86_64.exe";

    /// As Windows has it.
    const ON: Profile = Profile {
        enabled: Some(1),
        inbound: None,
        shields_up: Some(0),
    };

    fn with_rules(rules: &[&str]) -> Settings {
        Settings {
            profiles: vec![ON; 3],
            rules: rules.iter().map(|rule| (*rule).to_owned()).collect(),
        }
    }

    #[test]
    fn it_drops_only_if_it_is_on_for_every_kind_of_network() {
        assert!(drops(&with_rules(&[]), PROGRAM));
        let off = Profile {
            enabled: Some(0),
            ..ON
        };
        let unset = Profile::default();
        let open = Profile {
            inbound: Some(0),
            ..ON
        };
        for exception in [off, unset, open] {
            let profiles = vec![ON, exception, ON];
            let settings = Settings {
                profiles,
                rules: Vec::new(),
            };
            assert!(!drops(&settings, PROGRAM), "{exception:?}");
        }
        assert!(!drops(&Settings::default(), PROGRAM));
    }

    #[test]
    fn rules_for_other_programs_and_protocols_change_nothing() {
        let rules = [
            r"v2.31|Action=Allow|Active=TRUE|Dir=In|Protocol=17|LPort=5353|App=%SystemRoot%\system32\svchost.exe|Svc=dnscache|Name=mDNS|",
            "v2.31|Action=Allow|Active=TRUE|Dir=In|Protocol=1|ICMP4=8:*|Name=Echo|",
            "v2.31|Action=Allow|Active=TRUE|Dir=Out|Protocol=17|Name=Out|",
            "v2.31|Action=Allow|Active=FALSE|Dir=In|Protocol=17|Name=Not active|",
            "v2.31|Action=Allow|Active=TRUE|Dir=In|LUOwn=S-1-5-21|AppPkgId=S-1-15-2|Name=App of the store|",
            // What its prompt leaves behind if it is answered by "Cancel".
            r"v2.31|Action=Block|Active=TRUE|Dir=In|Protocol=17|App=C:\users\ann\downloads\camcheck-0.1.0-windows-x86_64.exe|Name=camcheck|",
        ];
        assert!(drops(&with_rules(&rules), PROGRAM));
    }

    #[test]
    fn a_rule_that_may_admit_this_program_leaves_it_open() {
        for rule in [
            // What its prompt leaves behind if it is answered by "Allow".
            r"v2.31|Action=Allow|Active=TRUE|Dir=In|Protocol=17|App=C:\users\ann\downloads\camcheck-0.1.0-windows-x86_64.exe|Name=camcheck|",
            "v2.31|Action=Allow|Active=TRUE|Dir=In|Protocol=17|LPort2_10=49152-65535|Name=High ports|",
            "v2.31|Action=Allow|Active=TRUE|Dir=In|Protocol=256|Name=All|",
            "v2.31|Action=Allow|Active=TRUE|Dir=In|Name=All|",
        ] {
            assert!(!drops(&with_rules(&[rule]), PROGRAM), "{rule}");
            let mut shielded = with_rules(&[rule]);
            for profile in &mut shielded.profiles {
                profile.shields_up = Some(1);
            }
            assert!(drops(&shielded, PROGRAM), "{rule}");
        }
    }
}
