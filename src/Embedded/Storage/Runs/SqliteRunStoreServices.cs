using DurableTeams.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace DurableTeams.Embedded.Storage;

/// <summary>Registers the run store.</summary>
internal static class SqliteRunStoreServices
{
    /// <summary>Adds the run store on the <see cref="EmbeddedDatabase"/> that is registered beside it.</summary>
    public static IServiceCollection AddSqliteRunStore(this IServiceCollection services)
    {
        services.TryAddSingleton<SqliteRunStore>();
        services.TryAddSingleton<IRunStore>(provider => provider.GetRequiredService<SqliteRunStore>());
        return services;
    }
}
