"""What the database itself guards about contracts: versions, immutability, one signature; old plain texts as HTML."""

from django.db import migrations
from django.utils.html import linebreaks

SQL = """
-- A model's texts are kept as versions, whoever writes the model.
CREATE FUNCTION clientes_modelo_versao() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        NEW.versao := OLD.versao + (NEW.texto IS DISTINCT FROM OLD.texto)::int;
    ELSE
        NEW.versao := 1;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER modelo_versao BEFORE INSERT OR UPDATE ON clientes_modelocontrato
    FOR EACH ROW EXECUTE FUNCTION clientes_modelo_versao();
CREATE FUNCTION clientes_modelo_guardar() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' OR NEW.versao <> OLD.versao THEN
        INSERT INTO clientes_versaomodelo (modelo_id, numero, texto) VALUES (NEW.id, NEW.versao, NEW.texto);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER modelo_guardar AFTER INSERT OR UPDATE ON clientes_modelocontrato
    FOR EACH ROW EXECUTE FUNCTION clientes_modelo_guardar();
CREATE FUNCTION clientes_versao_imutavel() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'uma versão de modelo de contrato não muda' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER versao_imutavel BEFORE UPDATE ON clientes_versaomodelo
    FOR EACH ROW EXECUTE FUNCTION clientes_versao_imutavel();

INSERT INTO clientes_versaomodelo (modelo_id, numero, texto) SELECT id, 1, texto FROM clientes_modelocontrato;
UPDATE clientes_contratoservico SET empresa_id = (SELECT min(id) FROM configuracao_empresa WHERE ativa)
    WHERE empresa_id IS NULL;

SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
-- A contract names a version that exists, and never changes but from waiting to signed or cancelled; a migration (C17)
-- moves it whole to the service that takes the place of its own, of the same client.
ALTER TABLE clientes_contratoservico ADD CONSTRAINT contrato_versao_existe
    FOREIGN KEY (modelo_id, versao) REFERENCES clientes_versaomodelo (modelo_id, numero) DEFERRABLE INITIALLY DEFERRED;
CREATE FUNCTION clientes_contrato_imutavel() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    movido clientes_contratoservico%ROWTYPE;
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.situacao = 'assinado' THEN
            RAISE EXCEPTION 'um contrato assinado não é apagado' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN OLD;
    END IF;
    IF NEW.servico_id <> OLD.servico_id THEN
        IF (SELECT count(DISTINCT cliente_id) FROM clientes_servicocliente
            WHERE id IN (OLD.servico_id, NEW.servico_id)) <> 1 THEN
            RAISE EXCEPTION 'um contrato não passa a outro cliente' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        movido := NEW;
        movido.servico_id := OLD.servico_id;
        IF movido IS DISTINCT FROM OLD THEN
            RAISE EXCEPTION 'um contrato passa inteiro a outro serviço'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.situacao <> 'aguardando' AND NEW IS DISTINCT FROM OLD THEN
        RAISE EXCEPTION 'um contrato % não muda', OLD.situacao USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF (NEW.modelo_id, NEW.versao, NEW.empresa_id, NEW.inicio, NEW.fim, NEW.texto, NEW.criado_em)
       IS DISTINCT FROM (OLD.modelo_id, OLD.versao, OLD.empresa_id, OLD.inicio, OLD.fim, OLD.texto, OLD.criado_em) THEN
        RAISE EXCEPTION 'o texto e a vigência de um contrato não mudam'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.situacao = 'assinado' AND OLD.situacao <> 'assinado'
       AND NOT EXISTS (SELECT 1 FROM clientes_assinaturacontrato WHERE contrato_id = NEW.id) THEN
        RAISE EXCEPTION 'um contrato assinado tem assinatura' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER contrato_imutavel BEFORE UPDATE OR DELETE ON clientes_contratoservico
    FOR EACH ROW EXECUTE FUNCTION clientes_contrato_imutavel();

CREATE FUNCTION clientes_assinatura_imutavel() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.sha256 <> encode(sha256(NEW.pdf), 'hex') THEN
            RAISE EXCEPTION 'o hash não é o do documento' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'uma assinatura não muda nem é apagada' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER assinatura_imutavel BEFORE INSERT OR UPDATE OR DELETE ON clientes_assinaturacontrato
    FOR EACH ROW EXECUTE FUNCTION clientes_assinatura_imutavel();
"""
DESFAZER = """
DROP TRIGGER assinatura_imutavel ON clientes_assinaturacontrato;
DROP FUNCTION clientes_assinatura_imutavel();
DROP TRIGGER contrato_imutavel ON clientes_contratoservico;
DROP FUNCTION clientes_contrato_imutavel();
ALTER TABLE clientes_contratoservico DROP CONSTRAINT contrato_versao_existe;
DROP TRIGGER versao_imutavel ON clientes_versaomodelo;
DROP FUNCTION clientes_versao_imutavel();
DROP TRIGGER modelo_guardar ON clientes_modelocontrato;
DROP FUNCTION clientes_modelo_guardar();
DROP TRIGGER modelo_versao ON clientes_modelocontrato;
DROP FUNCTION clientes_modelo_versao();
DELETE FROM clientes_versaomodelo;
"""


def em_html(apps, schema_editor):
    """Write the plain texts of before as HTML: paragraphs parted by blank lines."""
    for nome in ("ModeloContrato", "ContratoServico"):
        modelo = apps.get_model("clientes", nome)
        lote = []
        for linha in modelo.objects.only("texto").iterator(chunk_size=1000):
            linha.texto = linebreaks(linha.texto, autoescape=True)
            lote.append(linha)
            if len(lote) == 1000:
                modelo.objects.bulk_update(lote, ["texto"])
                lote = []
        modelo.objects.bulk_update(lote, ["texto"])


class Migration(migrations.Migration):
    dependencies = [("clientes", "0019_contratos")]

    operations = [
        migrations.RunPython(em_html, migrations.RunPython.noop, elidable=False),
        migrations.RunSQL(SQL, DESFAZER),
    ]
