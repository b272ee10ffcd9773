//! The page.

use super::Spanish;
use crate::say::texts::{PageTexts, PageWords};

const WORDS: PageWords = PageWords {
    title: "Camcheck",
    question: "¿Funcionará una cámara Latch detrás de este firewall (cortafuegos)?",
    promise: "La prueba tarda menos de un minuto y no requiere iniciar sesión ni conceder permisos. Esta página puede quedar abierta mientras cambia de red.",
    stand: "Conecte este dispositivo al puerto de red de la cámara o a otro puerto de la misma VLAN. Desactive los datos móviles, la VPN y, si usa cable, el Wi-Fi.",
    safari: "En Safari, y en cualquier navegador de un iPhone o iPad, esta página no puede demostrar que todo el tráfico UDP esté bloqueado. Chrome, Edge o Firefox en una computadora sí pueden. Si el Relay privado de iCloud está activado, desactívelo.",
    connection: "La cámara va por cable. ¿Cómo está conectado este dispositivo?",
    connections: [
        "Por cable, en el puerto o la VLAN de la cámara",
        "Por Wi-Fi",
        "No lo sé",
    ],
    site: "Sitio o dirección (opcional)",
    sent: "Se comunica con nuestros servidores de prueba y con servidores de Latch y AWS. No explora su red.",
    privacy: "El resultado se queda en este dispositivo, salvo que usted lo comparta. Los servidores de prueba ven la dirección de esta red, como cualquier sitio web.",
    notices: "Avisos de terceros",
    start: "Iniciar la prueba",
    stop: "Detener",
    again: "Repetir la prueba",
    running: "Probando esta red",
    activities: [
        "Conectando con los servidores",
        "Consultando puertos UDP",
        "Algunos puertos UDP no responden: se consultan de nuevo para delimitar lo bloqueado",
        "Terminando",
    ],
    running_hint: "Tarda de 3 a 15 segundos. Mantenga abierta esta página.",
    stopped: "Prueba detenida. Abajo se muestran los resultados hasta ahora.",
    testing: "en curso",
    waiting: "aún no probado",
    send: "Enviar a TI",
    before: "antes",
    to_change: "Solución",
    details: "Detalles",
    no_evidence: "No se midió nada para esta comprobación.",
    article: "El requisito, en palabras del centro de ayuda",
    catalogue_fault: "No se puede leer la lista de servidores de prueba de esta página, así que no se probó nada.",
    catalogue_missing: "El servidor de esta página no responde, así que no se probó nada. O este dispositivo no está conectado, o esta red bloquea nuestro servidor: el programa Camcheck, más abajo, puede mostrar cuál es el caso.",
    request: "Solicitud de cambio para TI",
    copy: "Copiar",
    copied: "Copiado.",
    copy_by_hand: "El navegador impidió copiar. Seleccione el texto y cópielo usted.",
    copy_table: "Copiar tabla",
    firewall: "¿Qué firewall es?",
    firewall_choose: "Elija el firewall",
    menu: "Dónde",
    commands: "Comandos, listos para pegar",
    commands_template: "Comandos, una plantilla por completar",
    camera_or_vlan: "la cámara (o su VLAN)",
    vendor_missing: "No se pudieron cargar los ajustes propios de este firewall: puede que la red bloquee nuestro servidor. Se cargan con otra conexión, como los datos móviles.",
    source: "Fuente",
    generic_rule: "Regla general",
    share: "Compartir este resultado",
    share_hint: "El enlace contiene el informe completo; no se guarda nada en ningún servidor. Cualquiera que tenga el enlace puede leerlo.",
    copy_link: "Copiar enlace",
    qr: "Escanee para abrir este informe en otro dispositivo",
    qr_page: "Esta página como código QR",
    qr_short: "El código contiene un informe abreviado, sin la evidencia.",
    download_json: "Descargar como JSON",
    copy_markdown: "Copiar como Markdown",
    print: "Imprimir",
    shared_report: "Informe compartido",
    shared_test_here: "Hacer una prueba nueva desde este dispositivo",
    keep_testing: "Seguir probando durante una hora (unos 50 MB)",
    watching: "Esta página repite la prueba cada 5 minutos durante una hora. Deje esta página abierta y el dispositivo activo; el tiempo en que se suspenda cuenta como interrupción de la medición.",
    from_page: "probado en un navegador",
    from_native: "probado con el programa Camcheck",
    joined_report: "Dos pruebas en una",
    joined_hint: "Si la red cambió entretanto, solo cuenta la prueba posterior.",
    show_own: "Mostrar solo la prueba de este navegador",
    camera: "Cámara",
    firewall_box: "Firewall",
    internet: "Internet",
    native: "Para TI: el programa Camcheck",
    native_hint: "Muestra lo que un navegador no puede ver: por qué falla una conexión, la inspección TLS, los filtros DNS. Ejecútelo en una computadora en la red de la cámara.",
    download: "Descargar",
    other_systems: "Otros sistemas",
    no_downloads: "Esta página no ofrece descargas. Pida el programa al soporte de Door (Door Support).",
    downloads_missing: "El servidor de esta página no responde, así que la lista de descargas no está disponible. Cierre esto y ábralo de nuevo, o descargue el programa en otra red.",
    checksum: "SHA-256",
    copy_command: "Copiar el comando de terminal",
    untried: "Compilamos este programa, pero nunca lo hemos ejecutado.",
    quarantine: "macOS bloquea este programa si lo descarga un navegador. Use el comando de terminal.",
    language: "Idioma",
    open_report: "Abrir el informe completo",
    open_alone: "Abrir en su propia ventana",
    back: "Atrás",
    start_over: "Empezar de nuevo",
    guide: "¿El video sigue sin funcionar?",
    provider_router: "El router del proveedor de internet",
    other_firewall: "Otro, o no lo sé",
    feed_start: "Probar un flujo parecido al video (de 5 a 10 MB)",
    bandwidth_start: "Medir el ancho de banda (hasta 25 MB)",
    feed_second: "Segundo",
    feed_up: "perdido al salir, %",
    feed_down: "perdido al entrar, %",
    feed_jitter_up: "jitter al salir, ms",
    feed_jitter_down: "jitter al entrar, ms",
    feed_round_trip: "ida y vuelta, ms",
    feed_signs: "por segundo; ! malo, - no medido",
    ports_blocked: "bloqueados",
    ports_unconfirmed: "tampoco respondieron, sin confirmar que estén bloqueados",
};

impl PageTexts for Spanish {
    fn page(&self) -> &'static PageWords {
        &WORDS
    }

    fn points_known(&self, settled: usize, all: usize) -> String {
        format!("{settled} de {all} comprobaciones listas")
    }

    fn took(&self, seconds: u64) -> String {
        format!("La prueba duró {seconds} s.")
    }

    fn ports_open(&self, open: usize, tried: usize) -> String {
        format!("{open} de los {tried} puertos probados están abiertos")
    }
}
