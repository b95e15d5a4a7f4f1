using DurableTeams.Azurite;

namespace DurableTeams.Compat.Tests.Tables;

[CollectionDefinition(Name)]
public sealed class AzuriteCollection : ICollectionFixture<AzuriteFixture>
{
    public const string Name = "azurite";
}
