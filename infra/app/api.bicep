param name string
param planName string
param location string
param tags object
param identityId string
param identityClientId string
param storageName string
param deploymentContainer string
param insightsConnectionString string
param schedulerEndpoint string
param vaultUri string
param hasLinkKeys bool
param hasWebhookKeys bool
param modelKeyNames array
param publicUrl string
param retention string
param allowedNetworks string
param maximumInstanceCount int
param instanceMemoryMB int
param alwaysReadyInstances int
param subnetId string

var storageSuffix = environment().suffixes.storage
var secrets = '${vaultUri}secrets/'

var always = {
  AzureWebJobsStorage__blobServiceUri: 'https://${storageName}.blob.${storageSuffix}'
  AzureWebJobsStorage__queueServiceUri: 'https://${storageName}.queue.${storageSuffix}'
  AzureWebJobsStorage__tableServiceUri: 'https://${storageName}.table.${storageSuffix}'
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__clientId: identityClientId
  APPLICATIONINSIGHTS_CONNECTION_STRING: insightsConnectionString
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identityClientId};Authorization=AAD'
}

// Each is set only where there is something to say: an empty setting would hide what the app does without it.
var scheduler = empty(schedulerEndpoint) ? {} : {
  DURABLE_TASK_SCHEDULER_CONNECTION_STRING: 'Endpoint=${schedulerEndpoint};Authentication=ManagedIdentity;ClientID=${identityClientId}'
}
var links = !hasLinkKeys ? {} : { DURABLETEAMS_LINK_KEYS: '@Microsoft.KeyVault(SecretUri=${secrets}durableteams-link-keys)' }
var webhooks = !hasWebhookKeys ? {} : { DURABLETEAMS_WEBHOOK_KEYS: '@Microsoft.KeyVault(SecretUri=${secrets}durableteams-webhook-keys)' }
var address = empty(publicUrl) ? {} : { DURABLETEAMS_PUBLIC_URL: publicUrl }
var networks = empty(allowedNetworks) ? {} : { DURABLETEAMS_ALLOWED_NETWORKS: allowedNetworks }
var kept = empty(retention) ? {} : { DURABLETEAMS_RETENTION: retention }
var modelKeys = toObject(
  modelKeyNames,
  key => trim(key),
  key => '@Microsoft.KeyVault(SecretUri=${secrets}${replace(toLower(trim(key)), '_', '-')})'
)

resource storage 'Microsoft.Storage/storageAccounts@2024-01-01' existing = {
  name: storageName
}

resource plan 'Microsoft.Web/serverfarms@2024-04-01' = {
  name: planName
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  properties: { reserved: true }
}

resource app 'Microsoft.Web/sites@2024-04-01' = {
  name: name
  location: location
  tags: union(tags, { 'azd-service-name': 'api' })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identityId}': {} }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    keyVaultReferenceIdentity: identityId
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    siteConfig: { minTlsVersion: '1.2' }
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: '${storage.properties.primaryEndpoints.blob}${deploymentContainer}'
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identityId
          }
        }
      }
      // Exactly so: '10' is accepted, and the app never starts.
      runtime: { name: 'dotnet-isolated', version: '10.0' }
      scaleAndConcurrency: {
        maximumInstanceCount: maximumInstanceCount
        instanceMemoryMB: instanceMemoryMB
        alwaysReady: alwaysReadyInstances == 0 ? [] : [{ name: 'durable', instanceCount: alwaysReadyInstances }]
      }
    }
  }

  resource settings 'config' = {
    name: 'appsettings'
    properties: union(always, scheduler, links, webhooks, address, networks, kept, modelKeys)
  }
}

// Publishing is by identity alone: no user names and passwords.
resource noFtp 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-04-01' = {
  parent: app
  name: 'ftp'
  properties: { allow: false }
}

resource noScm 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-04-01' = {
  parent: app
  name: 'scm'
  properties: { allow: false }
}

output name string = app.name
output url string = 'https://${app.properties.defaultHostName}'
