"""What Configuração gives to the house."""

from configuracao.assinante import VARIAVEL_ENDERECO
from hubsoft.core.registro import (
    Aba,
    ItemMenu,
    Manipulador,
    Permissao,
    TarefaRotina,
    TipoProcesso,
    VariavelDeclarada,
    registrar,
)

MENU = "Configuração"
USUARIO = "configuracao.usuario"
ROTINA = "configuracao.rotina"
REMETENTE = "configuracao.remetente"

registrar(
    Permissao("configuracao.ver_empresa", "Ver empresas", "Configuração/Empresas"),
    Permissao("configuracao.editar_empresa", "Cadastrar e editar empresas", "Configuração/Empresas"),
    Permissao("configuracao.ver_cidade", "Ver cidades", "Configuração/Cidades e feriados"),
    Permissao("configuracao.editar_cidade", "Cadastrar e editar cidades", "Configuração/Cidades e feriados"),
    Permissao("configuracao.ver_feriado", "Ver feriados", "Configuração/Cidades e feriados"),
    Permissao("configuracao.editar_feriado", "Cadastrar e editar feriados", "Configuração/Cidades e feriados"),
    Permissao("configuracao.ver_usuario", "Ver usuários, sessões e acessos", "Configuração/Usuários"),
    Permissao("configuracao.editar_usuario", "Cadastrar e editar usuários", "Configuração/Usuários"),
    Permissao("configuracao.editar_permissao", "Conceder e retirar permissões", "Configuração/Usuários"),
    Permissao("configuracao.inativar_usuario", "Inativar e reativar usuários", "Configuração/Usuários"),
    Permissao("configuracao.encerrar_sessao", "Desconectar usuários", "Configuração/Usuários"),
    Permissao("configuracao.desbloquear_usuario", "Desbloquear a entrada de usuários", "Configuração/Usuários"),
    Permissao("configuracao.redefinir_segundo_fator", "Redefinir o segundo fator", "Configuração/Usuários"),
    Permissao("configuracao.ver_rotina", "Ver rotinas e execuções", "Configuração/Rotinas"),
    Permissao("configuracao.editar_rotina", "Cadastrar, editar, ligar e desligar rotinas", "Configuração/Rotinas"),
    Permissao("configuracao.executar_rotina", "Executar rotinas na hora", "Configuração/Rotinas"),
    Permissao("configuracao.ver_backup", "Ver backups", "Configuração/Backups"),
    Permissao("configuracao.fazer_backup", "Fazer backup na hora", "Configuração/Backups"),
    Permissao("configuracao.baixar_backup", "Baixar backups", "Configuração/Backups"),
    Permissao("configuracao.excluir_backup", "Excluir backups", "Configuração/Backups"),
    Permissao("configuracao.ver_variavel", "Ver variáveis", "Configuração/Variáveis"),
    Permissao("configuracao.editar_variavel", "Alterar variáveis", "Configuração/Variáveis"),
    Permissao("configuracao.ver_remetente", "Ver remetentes de e-mail", "Configuração/E-mails"),
    Permissao("configuracao.editar_remetente", "Cadastrar, testar e inativar remetentes", "Configuração/E-mails"),
    Permissao("configuracao.ver_email", "Ver e-mails enviados", "Configuração/E-mails"),
    Permissao("configuracao.reenviar_email", "Reenviar e cancelar e-mails", "Configuração/E-mails"),
    ItemMenu(MENU, "Empresas", "configuracao:empresa_lista", "configuracao.ver_empresa", 10),
    ItemMenu(MENU, "Cidades", "configuracao:cidade_lista", "configuracao.ver_cidade", 20),
    ItemMenu(MENU, "Feriados", "configuracao:feriado_lista", "configuracao.ver_feriado", 30),
    ItemMenu(MENU, "Usuários", "configuracao:usuario_lista", "configuracao.ver_usuario", 40),
    ItemMenu(MENU, "Usuários conectados", "configuracao:sessao_lista", "configuracao.ver_usuario", 41),
    ItemMenu(MENU, "Acessos ao sistema", "configuracao:acesso_lista", "configuracao.ver_usuario", 42),
    ItemMenu(MENU, "Rotinas", "configuracao:rotina_lista", "configuracao.ver_rotina", 50),
    ItemMenu(MENU, "Backups", "configuracao:backup_lista", "configuracao.ver_backup", 55),
    ItemMenu(MENU, "Variáveis", "configuracao:variavel_lista", "configuracao.ver_variavel", 60),
    ItemMenu(MENU, "Remetentes de e-mail", "configuracao:remetente_lista", "configuracao.ver_remetente", 70),
    ItemMenu(MENU, "E-mails enviados", "configuracao:email_lista", "configuracao.ver_email", 71),
    Aba(USUARIO, "Informações", "configuracao:usuario_informacoes", "configuracao.ver_usuario", 10, "id"),
    Aba(USUARIO, "Permissões", "configuracao:usuario_permissoes", "configuracao.ver_usuario", 20, "shield-check"),
    Aba(USUARIO, "Cidades", "configuracao:usuario_cidades", "configuracao.ver_usuario", 50, "map-pin"),
    Aba(USUARIO, "Sessões", "configuracao:usuario_sessoes", "configuracao.ver_usuario", 80, "devices"),
    Aba(USUARIO, "Acessos", "configuracao:usuario_acessos", "configuracao.ver_usuario", 90, "login"),
    Aba(USUARIO, "Histórico", "configuracao:usuario_historico", "configuracao.ver_usuario", 100, "history"),
    Aba(ROTINA, "Execuções", "configuracao:rotina_execucoes", "configuracao.ver_rotina", 10, "list-check"),
    Aba(ROTINA, "Histórico", "configuracao:rotina_historico", "configuracao.ver_rotina", 100, "history"),
    Aba(REMETENTE, "Histórico", "configuracao:remetente_historico", "configuracao.ver_remetente", 100, "history"),
    TipoProcesso(
        "configuracao.testar_remetente",
        "Teste de remetente",
        "configuracao.acoes.remetentes.testar_remetente",
        "configuracao.editar_remetente",
    ),
    TipoProcesso(
        "configuracao.rotina", "Rotina", "configuracao.acoes.executar_rotina.rodar", "configuracao.ver_rotina"
    ),
    TipoProcesso(
        "configuracao.backup",
        "Backup do banco de dados",
        "configuracao.acoes.backup.fazer_backup",
        "configuracao.fazer_backup",
        exclusivo=True,
    ),
    TarefaRotina(
        "configuracao.backup",
        "Backup do banco de dados",
        "configuracao.acoes.backup.fazer_backup",
        "Copia o banco inteiro para a pasta dos backups e remove os mais antigos.",
    ),
    VariavelDeclarada(
        "BACKUPS_MANTIDOS",
        "Quantos backups do banco ficam guardados; cada novo remove os mais antigos que passarem disso.",
        "14",
        "inteiro",
        minimo=1,
        maximo=400,
    ),
    Manipulador("configuracao.notificar_rotina", "rotina.concluida", "configuracao.acoes.notificar_rotina.notificar"),
    VariavelDeclarada(
        "SEGUNDO_FATOR",
        "De quem o sistema exige o segundo fator ao entrar.",
        "opcional",
        opcoes=(
            ("opcional", "Opcional, ou por usuário"),
            ("administradores", "Obrigatório para administradores"),
            ("todos", "Obrigatório para todos"),
        ),
    ),
    VariavelDeclarada(
        "SENHA_TAMANHO_MINIMO", "Quantos caracteres tem no mínimo uma senha.", "10", "inteiro", minimo=8, maximo=64
    ),
    VariavelDeclarada(
        "SENHA_VALIDADE_DIAS",
        "Depois de quantos dias a senha precisa ser trocada. 0: nunca.",
        "0",
        "inteiro",
        minimo=0,
        maximo=36_500,
    ),
    VariavelDeclarada(
        VARIAVEL_ENDERECO,
        "Endereço da central do assinante nos e-mails, como https://central.provedor.com.br. Vazio: o endereço por "
        "onde a equipe entra.",
    ),
    VariavelDeclarada(
        "DIAS_GUARDAR_ACESSOS",
        "Por quantos dias fica guardado quem entrou, ou tentou entrar, no sistema.",
        "365",
        "inteiro",
    ),
    VariavelDeclarada(
        "DIAS_GUARDAR_EXECUCOES",
        "Por quantos dias ficam guardadas as execuções das rotinas e os erros dos processos.",
        "180",
        "inteiro",
    ),
    VariavelDeclarada(
        "DIAS_GUARDAR_ARQUIVOS",
        "Por quantos dias ficam para baixar os arquivos que os processos fizeram: listas exportadas, boletos impressos "
        "em lote, dados de um titular.",
        "15",
        "inteiro",
    ),
    VariavelDeclarada(
        "DIAS_GUARDAR_EMAILS",
        "Por quantos dias fica guardado o texto dos e-mails; para quem, quando e o resultado ficam sempre.",
        "90",
        "inteiro",
    ),
)
