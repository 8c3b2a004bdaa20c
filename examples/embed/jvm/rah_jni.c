/* What Rah.java calls: the C SDK (../c/rah.h) with Java's types. */
#include <jni.h>
#include <stdlib.h>

#include "rah.h"

static void throw_new(JNIEnv *env, const char *type, const char *message) {
  (*env)->ThrowNew(env, (*env)->FindClass(env, type), message);
}

JNIEXPORT jlong JNICALL Java_Rah_openPolicy(JNIEnv *env, jclass class) {
  char error[256];
  rah_policy *policy = rah_open(error, sizeof error);
  (void)class;
  if (!policy) throw_new(env, "java/lang/IllegalStateException", error);
  return (jlong)(intptr_t)policy;
}

JNIEXPORT void JNICALL Java_Rah_closePolicy(JNIEnv *env, jclass class, jlong policy) {
  (void)env, (void)class;
  rah_close((rah_policy *)(intptr_t)policy);
}

JNIEXPORT jlong JNICALL Java_Rah_hashPolicy(JNIEnv *env, jclass class, jlong policy) {
  (void)env, (void)class;
  return (jlong)rah_hash((rah_policy *)(intptr_t)policy);
}

/* The output, a copy; status and detail go to result[0] and result[1]. */
JNIEXPORT jbyteArray JNICALL Java_Rah_callPolicy(JNIEnv *env, jclass class, jlong policy, jstring name, jlongArray args,
                                                 jbyteArray input, jlongArray result) {
  rah_answer answer = {0};
  const char *symbol = (*env)->GetStringUTFChars(env, name, NULL);
  jlong *numbers = (*env)->GetLongArrayElements(env, args, NULL);
  jbyte *bytes = (*env)->GetByteArrayElements(env, input, NULL);
  const char *failed = "no memory left";
  (void)class;
  if (symbol && numbers && bytes)
    failed = rah_call((rah_policy *)(intptr_t)policy, symbol, (int64_t *)numbers, (*env)->GetArrayLength(env, args),
                      (uint8_t *)bytes, (uint32_t)(*env)->GetArrayLength(env, input), &answer);
  if (bytes) (*env)->ReleaseByteArrayElements(env, input, bytes, JNI_ABORT);
  if (numbers) (*env)->ReleaseLongArrayElements(env, args, numbers, JNI_ABORT);
  if (symbol) (*env)->ReleaseStringUTFChars(env, name, symbol);
  if (failed) {
    if (!(*env)->ExceptionCheck(env)) throw_new(env, "java/lang/IllegalArgumentException", failed);
    return NULL;
  }
  jlong both[2] = {answer.status, answer.detail};
  (*env)->SetLongArrayRegion(env, result, 0, 2, both);
  jbyteArray output = (*env)->NewByteArray(env, (jsize)answer.output_bytes);
  if (output) (*env)->SetByteArrayRegion(env, output, 0, (jsize)answer.output_bytes, (const jbyte *)answer.output);
  return output;
}
