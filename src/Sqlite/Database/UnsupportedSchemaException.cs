namespace DurableTeams.Sqlite.Database;

/// <summary>The database was written by a newer version of this program.</summary>
internal sealed class UnsupportedSchemaException(long found, int supported) : Exception(
    $"The database has schema version {found}; "
        + $"this program knows versions up to {supported}. Use the newer program, or a backup.");
