using Penstock.Relational;

namespace Penstock.Workers.Chat;

internal static class FileTables
{
    public static IEnumerable<string> Create(Dialect dialect)
    {
        yield return $"""
            CREATE TABLE IF NOT EXISTS files (
                id {dialect.UuidKey()}, conversation_id INTEGER NOT NULL REFERENCES conversations (id),
                uploader_id INTEGER NOT NULL REFERENCES users (id), filename VARCHAR(255) NOT NULL, file_size BIGINT NOT NULL,
                mime_type VARCHAR(100) NOT NULL, checksum_sha256 CHAR(64), storage_key VARCHAR(500),
                status VARCHAR(20) NOT NULL DEFAULT 'PENDING' CHECK (status IN ('PENDING', 'UPLOADING', 'MERGING', 'COMPLETED', 'FAILED')),
                chunk_size INTEGER NOT NULL, total_chunks INTEGER NOT NULL, uploaded_chunks INTEGER NOT NULL DEFAULT 0,
                {dialect.Moment("created_at")}, {dialect.Moment("updated_at")}, completed_at {dialect.MomentType()})
            """;
        yield return $"""
            CREATE TABLE IF NOT EXISTS file_chunks (
                id {dialect.UuidKey()}, file_id {dialect.Uuid()} NOT NULL REFERENCES files (id) ON DELETE CASCADE,
                chunk_number INTEGER NOT NULL, chunk_size INTEGER NOT NULL, storage_key VARCHAR(500) NOT NULL, checksum_sha256 CHAR(64),
                {dialect.Moment("uploaded_at")}, UNIQUE (file_id, chunk_number))
            """;
        yield return "CREATE INDEX IF NOT EXISTS ix_files_status_created ON files (status, created_at)";
    }
}
