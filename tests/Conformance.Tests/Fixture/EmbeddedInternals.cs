using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Conformance.Tests;

/// <summary>
/// The few internals of the engine that its backend needs. They are reached by name, so that the suite itself compiles
/// against nothing but the client: it must be able to run without the engine.
/// </summary>
internal static class EmbeddedInternals
{
    private const string Assembly = ", DurableTeams.Sqlite";
    private const string Opener = "DurableTeams.Sqlite.SqliteDatabase" + Assembly;
    private const string Database = "DurableTeams.Sqlite.Database.EmbeddedDatabase" + Assembly;
    private const string Engine = "DurableTeams.Sqlite.Engine.EmbeddedEngine" + Assembly;
    private const string Options = "DurableTeams.Sqlite.Engine.EngineOptions" + Assembly;
    private const string Client = "DurableTeams.Sqlite.Engine.Client.EmbeddedDurableTaskClient" + Assembly;

    [UnsafeAccessor(UnsafeAccessorKind.StaticMethod, Name = "Open")]
    [return: UnsafeAccessorType(Database)]
    public static extern object OpenDatabase(
        [UnsafeAccessorType(Opener)] object? type, string directory, ILoggerFactory loggers);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "AbandonAsync")]
    public static extern ValueTask AbandonDatabaseAsync([UnsafeAccessorType(Database)] object database);

    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    [return: UnsafeAccessorType(Options)]
    public static extern object NewOptions();

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "set_Time")]
    public static extern void SetTime([UnsafeAccessorType(Options)] object options, TimeProvider time);

    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    [return: UnsafeAccessorType(Engine)]
    public static extern object NewEngine(
        [UnsafeAccessorType(Database)] object database,
        DurableTaskRegistry registry,
        IServiceProvider services,
        [UnsafeAccessorType(Options)] object options,
        ILoggerFactory loggers);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_Client")]
    [return: UnsafeAccessorType(Client)]
    public static extern object GetClient([UnsafeAccessorType(Engine)] object engine);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "ExportHistory")]
    public static extern string? ExportHistory([UnsafeAccessorType(Client)] object client, string instanceId);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "StartAsync")]
    public static extern Task StartEngineAsync([UnsafeAccessorType(Engine)] object engine, CancellationToken cancellationToken);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "StopAsync")]
    public static extern Task StopEngineAsync([UnsafeAccessorType(Engine)] object engine, CancellationToken cancellationToken);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "Abandon")]
    public static extern void AbandonEngine([UnsafeAccessorType(Engine)] object engine);
}
