//! The internet's HTTPS hosts: one nginx with a certificate for each name.

use std::fs;
use std::net::{Ipv4Addr, TcpStream};
use std::path::Path;
use std::process::Command;

use crate::catalogue::{self, FAR_END_NAMES, WEB_HOSTS};
use crate::daemon::Daemon;
use crate::error::LabError;
use crate::namespace::Namespace;
use crate::net::{BROKER, FILTER, FIREWALL_PAGE, WEB};
use crate::pki::{Leaf, Pki};

const BROKER_PORT: u16 = 8883;
const HTTPS: u16 = 443;

/// On every host, a page with another page in it: the one in its fragment, sandboxed as the help
/// center may do it. It stores received messages in `got`; its frame has an id once it is loaded.
pub(crate) const ARTICLE_FILE: &str = "article.html";

const ARTICLE: &str = "<!DOCTYPE html><title>Article</title><script>
window.got = [];
onmessage = (event) => got.push(event.data);
onload = () => {
  const frame = document.createElement('iframe');
  frame.width = 600;
  frame.height = 900;
  frame.sandbox = 'allow-scripts';
  frame.onload = () => frame.id = 'loaded';
  frame.src = decodeURIComponent(location.hash.slice(1));
  document.body.append(frame);
};
</script>
";

/// Starts the web server.
pub(crate) fn start(hosts: &Namespace, directory: &Path, pki: &Pki) -> Result<Daemon, LabError> {
    let here = directory.display();
    let mut servers = block_page(directory)?;
    servers += &firewall_page(directory, pki)?;
    let web = WEB_HOSTS.map(|host| (host, WEB, HTTPS));
    let broker = (catalogue::BROKER, BROKER, BROKER_PORT);
    fs::write(directory.join(ARTICLE_FILE), ARTICLE).map_err(LabError::system(ARTICLE_FILE))?;
    let help_center = (catalogue::HELP_CENTER, WEB, HTTPS);
    for (host, address, port) in web.into_iter().chain([broker, help_center]) {
        let leaf = pki.leaf(directory, &[host])?;
        let listens = tls(address, port, &leaf);
        servers += &format!(
            "server {{
{listens}server_name {host};
location / {{ default_type text/plain; return 200 \"{host}\\n\"; }}
location = /{ARTICLE_FILE} {{ root {here}; default_type text/html; }}
}}
"
        );
    }
    let temporary: String = ["client_body", "fastcgi", "proxy", "scgi", "uwsgi"]
        .map(|kind| format!("{kind}_temp_path {here}/nginx-{kind};\n"))
        .concat();
    // One process: there is little to do, and a master would change its user, which a user
    // namespace forbids.
    let config = format!(
        "daemon off;
master_process off;
user root;
pid {here}/nginx.pid;
error_log stderr warn;
events {{ worker_connections 1024; }}
http {{
access_log off;
{temporary}{servers}}}
"
    );
    let file = directory.join("nginx.conf");
    fs::write(&file, config).map_err(LabError::system("nginx.conf"))?;
    Daemon::start(
        "nginx",
        hosts,
        directory,
        Command::new("nginx")
            .args(["-e", "stderr", "-c"])
            .arg(&file)
            .arg("-p")
            .arg(directory),
    )
}

/// What a DNS filter shows in place of every host, with its own certificate.
fn block_page(directory: &Path) -> Result<String, LabError> {
    let operator = Pki::create("Example DNS filter", directory.join("filter.pem"))?;
    let names: Vec<_> = ["block-page"].into_iter().chain(WEB_HOSTS).collect();
    let listens = tls(FILTER, HTTPS, &operator.leaf(directory, &names)?);
    Ok(format!("server {{\n{listens}return 403;\n}}\n"))
}

/// What a firewall with a CA that the device trusts shows in place of the far end's page.
fn firewall_page(directory: &Path, pki: &Pki) -> Result<String, LabError> {
    let names: Vec<_> = ["firewall-page"].into_iter().chain(FAR_END_NAMES).collect();
    let leaf = pki.leaf(directory, &names)?;
    let listens = tls(*FIREWALL_PAGE.ip(), FIREWALL_PAGE.port(), &leaf);
    Ok(format!(
        "server {{
{listens}default_type text/html;
location / {{ return 200 \"<!DOCTYPE html><title>Blocked</title><p>Blocked by your firewall\"; }}
}}
"
    ))
}

fn tls(address: Ipv4Addr, port: u16, leaf: &Leaf) -> String {
    format!(
        "listen {address}:{port} ssl;
ssl_certificate {};
ssl_certificate_key {};
",
        leaf.certificate.display(),
        leaf.key.display()
    )
}

/// Waits until every port is open.
pub(crate) fn wait(daemon: &mut Daemon, hosts: &Namespace) -> Result<(), LabError> {
    let open = |address: Ipv4Addr, port| TcpStream::connect((address, port)).is_ok();
    daemon.wait_until(|_| {
        hosts
            .run(|| open(WEB, HTTPS) && open(BROKER, BROKER_PORT))
            .unwrap_or(false)
    })
}
