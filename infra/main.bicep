targetScope = 'subscription'

@minLength(1)
@maxLength(40)
@description('Name of the azd environment; part of the names of everything.')
param environmentName string

@description('Region. It must offer Flex Consumption and, for the AzureManaged backend, the Durable Task Scheduler.')
@metadata({ azd: { type: 'location' } })
param location string

@description('Who deploys and may read and write the data too (secrets, dashboard). Empty for nobody.')
param principalId string = ''

@allowed(['User', 'ServicePrincipal', 'Group'])
param principalType string = 'User'

@description('AzureManaged: the Durable Task Scheduler. AzureStorage: the storage account alone. The published host.json must be the same choice.')
@allowed(['AzureManaged', 'AzureStorage'])
param durableBackend string = 'AzureManaged'

@allowed(['Consumption', 'Dedicated'])
param schedulerSku string = 'Consumption'

@description('Keeps storage and the key vault off the public network; the app reaches them through private endpoints.')
param useVnet bool = false

@secure()
@description('Keys of approval links, as DURABLETEAMS_LINK_KEYS; empty: no links.')
param linkKeys string = ''

@secure()
@description('Keys of notifications, as DURABLETEAMS_WEBHOOK_KEYS; empty: those of links.')
param webhookKeys string = ''

@description('Variables of team files that hold keys, separated by commas, such as OPENAI_API_KEY. Each is read from a secret of the vault: openai-api-key.')
param modelKeyNames string = ''

@description('Where people reach the app, as DURABLETEAMS_PUBLIC_URL; empty: its Azure name.')
param publicUrl string = ''

@description('As DURABLETEAMS_RETENTION, such as 90d; empty: nothing is deleted.')
param retention string = ''

@description('As DURABLETEAMS_ALLOWED_NETWORKS; empty: public addresses only.')
param allowedNetworks string = ''

@minValue(40)
@maxValue(1000)
param maximumInstanceCount int = 100

@allowed([512, 2048, 4096])
param instanceMemoryMB int = 2048

@description('Instances that are always there for orchestrations and activities; 0 scales to none.')
@minValue(0)
param alwaysReadyInstances int = 0

var token = toLower(uniqueString(subscription().id, environmentName, location))
var tags = { 'azd-env-name': environmentName }
var managed = durableBackend == 'AzureManaged'

resource group 'Microsoft.Resources/resourceGroups@2024-11-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: tags
}

module identity 'app/identity.bicep' = {
  name: 'identity'
  scope: group
  params: {
    name: 'id-${token}'
    location: location
    tags: tags
  }
}

module network 'app/network.bicep' = if (useVnet) {
  name: 'network'
  scope: group
  params: {
    name: 'vnet-${token}'
    location: location
    tags: tags
  }
}

module monitoring 'app/monitoring.bicep' = {
  name: 'monitoring'
  scope: group
  params: {
    workspaceName: 'log-${token}'
    insightsName: 'appi-${token}'
    location: location
    tags: tags
    appPrincipalId: identity.outputs.principalId
  }
}

module storage 'app/storage.bicep' = {
  name: 'storage'
  scope: group
  params: {
    name: 'st${token}'
    location: location
    tags: tags
    appPrincipalId: identity.outputs.principalId
    publicAccess: !useVnet
  }
}

module vault 'app/vault.bicep' = {
  name: 'vault'
  scope: group
  params: {
    name: 'kv-${token}'
    location: location
    tags: tags
    appPrincipalId: identity.outputs.principalId
    deployerPrincipalId: principalId
    deployerPrincipalType: principalType
    publicAccess: !useVnet
    linkKeys: linkKeys
    webhookKeys: webhookKeys
  }
}

module endpoints 'app/endpoints.bicep' = if (useVnet) {
  name: 'endpoints'
  scope: group
  params: {
    location: location
    tags: tags
    vnetId: network.?outputs.vnetId ?? ''
    subnetId: network.?outputs.endpointSubnetId ?? ''
    storageName: storage.outputs.name
    vaultName: vault.outputs.name
  }
}

module scheduler 'app/scheduler.bicep' = if (managed) {
  name: 'scheduler'
  scope: group
  params: {
    name: 'dts-${token}'
    location: location
    tags: tags
    skuName: schedulerSku
    appPrincipalId: identity.outputs.principalId
    deployerPrincipalId: principalId
    deployerPrincipalType: principalType
  }
}

module api 'app/api.bicep' = {
  name: 'api'
  scope: group
  params: {
    name: 'func-${token}'
    planName: 'plan-${token}'
    location: location
    tags: tags
    identityId: identity.outputs.id
    identityClientId: identity.outputs.clientId
    storageName: storage.outputs.name
    deploymentContainer: storage.outputs.deploymentContainer
    insightsConnectionString: monitoring.outputs.connectionString
    schedulerEndpoint: scheduler.?outputs.endpoint ?? ''
    vaultUri: vault.outputs.uri
    hasLinkKeys: !empty(linkKeys)
    hasWebhookKeys: !empty(webhookKeys)
    modelKeyNames: empty(modelKeyNames) ? [] : split(modelKeyNames, ',')
    publicUrl: publicUrl
    retention: retention
    allowedNetworks: allowedNetworks
    maximumInstanceCount: maximumInstanceCount
    instanceMemoryMB: instanceMemoryMB
    alwaysReadyInstances: alwaysReadyInstances
    subnetId: network.?outputs.appSubnetId ?? ''
  }
  dependsOn: [endpoints]
}

output AZURE_LOCATION string = location
output AZURE_RESOURCE_GROUP string = group.name
output AZURE_FUNCTION_NAME string = api.outputs.name
output AZURE_FUNCTION_URL string = api.outputs.url
output AZURE_STORAGE_ACCOUNT string = storage.outputs.name
output AZURE_KEY_VAULT_NAME string = vault.outputs.name
output AZURE_SCHEDULER_ENDPOINT string = scheduler.?outputs.endpoint ?? ''
output DURABLE_BACKEND string = durableBackend
