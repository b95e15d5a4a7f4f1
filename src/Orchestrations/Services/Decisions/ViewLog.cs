using DurableTeams.Contracts;
using DurableTeams.Errors;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;
using DurableTeams.Storage.Rules;
using Microsoft.Extensions.Caching.Memory;

namespace DurableTeams.Services.Decisions;

/// <summary>
/// Records who looked at a requirement, once for each person or address, so that polling does not fill the audit.
/// </summary>
public sealed class ViewLog(IRunStore store, TimeProvider time) : IDisposable
{
    private const int MaxRemembered = 10_000;

    private static readonly MemoryCacheEntryOptions One = new() { Size = 1 };

    private readonly MemoryCache _written = new(new MemoryCacheOptions { SizeLimit = MaxRemembered });

    /// <summary>Records a look.</summary>
    /// <param name="requirement">The requirement.</param>
    /// <param name="by">The person, where known.</param>
    /// <param name="from">The channel and address of the request.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ApiException">404: the requirement is gone.</exception>
    public async Task RecordAsync(
        RequirementRecord requirement, Person? by, string from, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(requirement);
        var key = $"viewed:{by?.Key ?? from}";
        // If this cache has forgotten an entry, it is written again; the store knows the key and writes nothing.
        if (_written.TryGetValue((requirement.RequirementId, key), out _)) return;
        try
        {
            var entry = new AuditDraft(requirement.RequirementId, key, AuditActions.Viewed, by?.Name, from, by?.Id is { } id
                ? RunChanges.Data(new { principalId = id })
                : null);
            await store.AppendAuditAsync(requirement.RunId, [entry], time.GetUtcNow(), cancellationToken);
        }
        catch (KeyNotFoundException)
        {
            // The requirement's run was removed just now.
            throw ApiErrors.NotFound("requirement", requirement.RequirementId);
        }

        _written.Set((requirement.RequirementId, key), true, One);
    }

    /// <inheritdoc />
    public void Dispose() => _written.Dispose();
}
