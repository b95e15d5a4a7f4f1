using DurableTeams.Sqlite.Database;
using DurableTeams.Sqlite.Database.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Sqlite.Hosting;

/// <summary>Opens the database of a host.</summary>
internal static class DatabaseOpening
{
    private const string DamageAdvice =
        "Nothing was changed. Run 'check' for details, then restore a backup into a new directory. "
            + "See docs/how-to/look-after-data.md, \"Damage\".";

    /// <summary>Opens the database, and takes the directory for this process.</summary>
    /// <exception cref="DataDirectoryInUseException">Another process has the directory.</exception>
    /// <exception cref="DataDirectoryException">The directory cannot be used.</exception>
    public static EmbeddedDatabase Open(SqliteOptions options, IServiceProvider services) =>
        Open(options, services.GetRequiredService<ILoggerFactory>(), () => options.OpenDatabase?.Invoke(services));

    /// <summary>Opens the database without the services of a host.</summary>
    public static EmbeddedDatabase Open(SqliteOptions options, ILoggerFactory loggers) => Open(options, loggers, () => null);

    private static EmbeddedDatabase Open(SqliteOptions options, ILoggerFactory loggers, Func<EmbeddedDatabase?> given)
    {
        var directory = Path.GetFullPath(options.Directory);
        try
        {
            return given() ?? SqliteDatabase.Open(directory, loggers);
        }
        catch (SqliteFailureException damage) when (damage.IsDamage)
        {
            throw new DataDirectoryException(directory, $"{damage.Message} {DamageAdvice}", damage);
        }
        catch (Exception exception) when (exception
            is IOException or UnauthorizedAccessException or UnsupportedSchemaException or SqliteFailureException)
        {
            throw new DataDirectoryException(directory, exception.Message, exception);
        }
    }
}
